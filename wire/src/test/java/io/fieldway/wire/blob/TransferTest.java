package io.fieldway.wire.blob;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.channel.BlobBegin;
import io.fieldway.wire.channel.RefusalCode;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/// Both sides over a link that is cut, with crashes at any byte, a receiver that forgets what was
/// not forced to its disk, and senders whose disk is damaged: what is kept is equal to what was
/// announced, and nothing else is kept. A failing seed is the repetition's number.
final class TransferTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final int MOST_STEPS = 200_000;

  @RepeatedTest(400)
  void whatIsKeptIsEqualOrNothingIsKept(RepetitionInfo run) {
    Random random = new Random(run.getCurrentRepetition());
    World world = new World(random);
    world.trouble(random.nextInt(60));
    world.settle();
    if (world.damaged) {
      assertThat(world.kept).isEmpty();
      assertThat(world.givenUp).contains(RefusalCode.WRONG_HASH);
    } else {
      assertThat(world.givenUp).isEmpty();
      assertThat(world.kept.map(Bytes::hex)).contains(Bytes.copyOf(world.content).hex());
    }
  }

  /// One sender, one receiver, a link.
  private static final class World {
    private final Random random;
    private final byte[] content;
    private final BlobBegin header;
    private final Sending sending;
    private final boolean damaged;
    private final Deque<Runnable> toReceiver = new ArrayDeque<>();
    private final Deque<Runnable> toSender = new ArrayDeque<>();
    @Var private ByteArrayOutputStream disk = new ByteArrayOutputStream();
    @Var private Receiving.State known = new Receiving.State.Unknown();
    @Var private Sending.State state = Sending.START;
    @Var private Instant now = NOON;
    @Var private boolean over;
    @Var private Optional<Bytes> kept = Optional.empty();
    @Var private Optional<RefusalCode> givenUp = Optional.empty();

    World(Random random) {
      this.random = random;
      this.content = new byte[1 + random.nextInt(200)];
      random.nextBytes(content);
      this.damaged = random.nextInt(8) == 0;
      // A hash in a word: all that the sides do with it is to compare.
      this.header =
          new BlobBegin(
              "p-1",
              "camera-1",
              "image/jpeg",
              content.length,
              Bytes.utf8(damaged ? "other" : Arrays.hashCode(content) + ""),
              NOON);
      this.sending =
          new Sending(
              new Sending.Limits(
                  1 + random.nextInt(16),
                  1 + random.nextInt(3),
                  Duration.ofSeconds(10),
                  Duration.ofSeconds(1),
                  Duration.ofSeconds(20),
                  50));
    }

    void trouble(int times) {
      for (int i = 0; i < times && !over; i++) {
        for (int j = random.nextInt(8); j > 0 && !over; j--) {
          step();
        }
        switch (random.nextInt(5)) {
          case 0 -> cut();
          case 1 -> {
            cut();
            state = Sending.START;
          }
          case 2 -> {
            cut();
            loseTheEnd();
          }
          case 3 -> now = now.plusSeconds(11);
          default -> {
            if (!toReceiver.isEmpty() && random.nextBoolean()) {
              toReceiver.peekFirst().run();
            }
          }
        }
      }
    }

    void settle() {
      for (int i = 0; i < MOST_STEPS && !over; i++) {
        step();
        now = now.plusMillis(100);
      }
      assertThat(over).as("it comes to an end").isTrue();
    }

    private void step() {
      if (state instanceof Sending.State.Idle) {
        on(new Sending.Event.Offer(header));
      } else if (!toReceiver.isEmpty() && (toSender.isEmpty() || random.nextBoolean())) {
        toReceiver.removeFirst().run();
      } else if (!toSender.isEmpty()) {
        toSender.removeFirst().run();
      } else {
        on(new Sending.Event.Tick());
      }
    }

    private void cut() {
      toReceiver.clear();
      toSender.clear();
      on(new Sending.Event.Cut());
    }

    /// A loss of power: some of what was written last is not there, or is something else.
    private void loseTheEnd() {
      if (known instanceof Receiving.State.Arriving(BlobBegin of, long _)) {
        byte[] before = disk.toByteArray();
        int left = before.length == 0 ? 0 : random.nextInt(before.length + 1);
        if (left > 0 && random.nextInt(4) == 0) {
          before[random.nextInt(left)] ^= 1;
        }
        disk = new ByteArrayOutputStream();
        disk.write(before, 0, left);
        known = new Receiving.State.Arriving(of, left);
      }
    }

    private void on(Sending.Event event) {
      long room = random.nextInt(4) == 0 ? random.nextInt(20) : Long.MAX_VALUE;
      Sending.Step step = sending.on(state, event, now, room);
      state = step.next();
      for (Sending.Effect effect : step.effects()) {
        switch (effect) {
          case Sending.Effect.Announce(BlobBegin of) ->
              toReceiver.add(
                  () -> receive(new Receiving.Event.Begin(of, Receiving.Room.FITS), 0, 0));
          case Sending.Effect.Send(BlobBegin _, long offset, int size) ->
              toReceiver.add(
                  () -> receive(new Receiving.Event.Chunk(offset, size), (int) offset, size));
          case Sending.Effect.Finish _ ->
              toReceiver.add(() -> receive(new Receiving.Event.End(), 0, 0));
          case Sending.Effect.Done _ -> over = true;
          case Sending.Effect.GiveUp(BlobBegin _, RefusalCode code) -> {
            over = true;
            givenUp = Optional.of(code);
          }
        }
      }
    }

    private void receive(Receiving.Event event, int offset, int size) {
      Receiving.Step step = Receiving.on(known, event);
      known = step.next();
      switch (step.effect()) {
        case Receiving.Effect.Make _ -> {
          disk = new ByteArrayOutputStream();
          answer(new Sending.Event.At(0));
        }
        case Receiving.Effect.Write _ -> {
          disk.write(content, offset, size);
          answer(new Sending.Event.At(disk.size()));
        }
        case Receiving.Effect.Check(BlobBegin of) -> {
          boolean right = Bytes.utf8(Arrays.hashCode(disk.toByteArray()) + "").equals(of.sha256());
          receive(new Receiving.Event.Checked(right), 0, 0);
        }
        case Receiving.Effect.Keep _ -> {
          kept = Optional.of(Bytes.copyOf(disk.toByteArray()));
          answer(new Sending.Event.Stored());
        }
        case Receiving.Effect.Discard _ -> refuse(Fault.WRONG_HASH, OptionalLong.empty());
        case Receiving.Effect.Tell(long there) -> answer(new Sending.Event.At(there));
        case Receiving.Effect.Confirm _ -> answer(new Sending.Event.Stored());
        case Receiving.Effect.Refuse(Fault fault, long expected, long _) ->
            refuse(fault, OptionalLong.of(expected));
        case Receiving.Effect.Erase _, Receiving.Effect.Rest _ -> {}
      }
    }

    private void refuse(Fault fault, OptionalLong expected) {
      answer(new Sending.Event.Refused(fault.refusal(), expected, Optional.empty()));
    }

    private void answer(Sending.Event event) {
      toSender.add(() -> on(event));
    }
  }
}
