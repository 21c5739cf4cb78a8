package io.fieldway.gateway.blob;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.loop.Loop;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.blob.Sending;
import io.fieldway.wire.blob.Sending.Effect;
import io.fieldway.wire.blob.Sending.Event;
import io.fieldway.wire.channel.BlobBegin;
import io.fieldway.wire.channel.BlobChunk;
import io.fieldway.wire.channel.BlobEnd;
import io.fieldway.wire.channel.BlobOffset;
import io.fieldway.wire.channel.Events;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Carries the shelf's blobs to the platform, oldest first, one at a time, as [Sending] decides.
/// Runs on the gateway's loop; methods may be called from any thread.
public final class BlobDesk {
  private static final Logger log = LoggerFactory.getLogger(BlobDesk.class);

  private static final Duration TICK = Duration.ofMillis(100);

  private final BlobShelf shelf;
  private final Sending sending;
  private final Loop loop;
  private final BlobHands hands;
  private final InstantSource clock;
  private final LongAdder sent = new LongAdder();
  private final LongAdder givenUp = new LongAdder();
  private final LongAdder chunks = new LongAdder();

  /// Only the loop.
  @Var private Sending.State state = Sending.START;

  @Var private boolean linked;

  /// The blob under way.
  @Var private long number;

  public BlobDesk(
      BlobConfig config, BlobShelf shelf, Loop loop, BlobHands hands, InstantSource clock) {
    this.shelf = shelf;
    this.sending = new Sending(config.sending());
    this.loop = loop;
    this.hands = hands;
    this.clock = clock;
  }

  /// Begins to look at the clock.
  public void start() {
    loop.every(TICK, this::tick);
  }

  /// A session with the platform has begun.
  public void linked() {
    loop.execute(() -> {
      linked = true;
      on(new Event.Cut());
      offer();
    });
  }

  /// The session is over.
  public void unlinked() {
    loop.execute(() -> {
      linked = false;
      on(new Event.Cut());
    });
  }

  /// There is something new on the shelf.
  public void stored() {
    loop.execute(this::offer);
  }

  public BlobCounts counts() {
    return shelf.counts(sent.sum(), givenUp.sum(), chunks.sum());
  }

  private void tick() {
    if (!(state instanceof Sending.State.Idle) && !shelf.holds(number)) {
      on(new Event.Withdrawn());
    }
    on(new Event.Tick());
    offer();
  }

  private void offer() {
    if (linked && state instanceof Sending.State.Idle) {
      shelf
          .oldest()
          .ifPresent(blob -> {
            number = blob.number();
            on(new Event.Offer(blob.header()));
          });
    }
  }

  private void on(Event event) {
    Sending.Step step = sending.on(state, event, clock.instant(), hands.room());
    state = step.next();
    step.effects().forEach(this::carryOut);
  }

  private void carryOut(Effect effect) {
    switch (effect) {
      case Effect.Announce(BlobBegin header) ->
          hands.say(Events.BLOB_BEGIN, header, answer -> heard(header, answer, BlobDesk::at));
      case Effect.Send(BlobBegin header, long offset, int size) -> send(header, offset, size);
      case Effect.Finish(BlobBegin header) ->
          hands.say(
              Events.BLOB_END,
              new BlobEnd(header.id(), header.device()),
              answer -> heard(header, answer, yes -> new Event.Stored()));
      case Effect.Done(BlobBegin _) -> {
        shelf.forget(number);
        sent.increment();
        offer();
      }
      case Effect.GiveUp(BlobBegin header, RefusalCode code) -> {
        log.error(
            "the platform does not take the blob {} of {}: {}; it is given up",
            header.id(),
            header.device(),
            code.word());
        shelf.forget(number);
        givenUp.increment();
        offer();
      }
    }
  }

  private void send(BlobBegin header, long offset, int size) {
    Bytes data;
    try {
      data = shelf.read(number, offset, size);
    } catch (IOException e) {
      if (shelf.holds(number)) {
        log.error(
            "the blob {} of {} is given up: {}", header.id(), header.device(), e.getMessage());
        shelf.forget(number);
        givenUp.increment();
      }
      loop.execute(() -> on(new Event.Withdrawn()));
      return;
    }
    chunks.increment();
    hands.say(
        Events.BLOB_CHUNK,
        new BlobChunk(header.id(), header.device(), offset, data),
        answer -> heard(header, answer, BlobDesk::at));
  }

  private static Event at(JsonNode yes) {
    return new Event.At(BlobOffset.read(yes).offset());
  }

  /// Hears an answer; one about a blob that is not under way any more changes nothing.
  private void heard(BlobBegin header, JsonNode answer, Function<JsonNode, Event> yes) {
    if (!isUnderWay(header)) {
      return;
    }
    try {
      if (Refusal.is(answer)) {
        Refusal refusal = Refusal.read(answer);
        log.info("the platform refuses the blob {}: {}", header.id(), refusal.message());
        on(new Event.Refused(refusal.code(), refusal.expected(), refusal.retryAfter()));
      } else {
        on(yes.apply(answer));
      }
    } catch (MalformedException e) {
      log.warn(
          "the platform's answer on the blob {} is malformed: {}", header.id(), e.getMessage());
      on(new Event.Refused(RefusalCode.INTERNAL, OptionalLong.empty(), Optional.empty()));
    }
    offer();
  }

  private boolean isUnderWay(BlobBegin header) {
    return sending.underWay(state).filter(header::equals).isPresent();
  }
}
