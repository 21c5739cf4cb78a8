package io.fieldway.node.copy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.journal.DiskJournal;
import io.fieldway.node.journal.JournalCopy;
import io.fieldway.node.link.LinkOutbound;
import io.fieldway.node.link.Self;
import io.fieldway.node.packet.Packet;
import io.fieldway.wire.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A node that comes back, and who has carried it on: whatever is cut off when, only one serves.
class ReturnTest {
  private static final Self B = new Self("mesh", "B", 0);
  private static final Self C = new Self("mesh", "C", 3);
  private static final long NOW = 1_000_000;
  private static final int PIECES = 5;
  private static final int MOST = 60;

  @Test
  void oneServesWhereverTheConnectionIsCut() {
    @Var int finished = 0;
    for (int steps = 0; steps < MOST; steps++) {
      for (Crash crash : Crash.values()) {
        World world = new World();
        finished += world.talk(steps, crash) ? 1 : 0;
        world.talk(MOST, Crash.NOBODY);
        assertThat(world.serves).as("by C, cut after %d, %s crashed", steps, crash).isFalse();
        assertThat(world.owns).as("by B, cut after %d, %s crashed", steps, crash).isTrue();
        assertThat(world.got.survived()).hasSize(PIECES);
      }
    }
    assertThat(finished).as("conversations that came to their end").isBetween(1, 3 * MOST - 1);
  }

  @Test
  void goesOnFromItsOwnDiskOnlyWhereItIsToldThatNobodyCarriesIt() {
    World world = new World();
    world.keeps = false;
    world.serves = false;
    world.talk(MOST, Crash.NOBODY);
    assertThat(world.answer).isEqualTo(new Returning.Answer.NotHere("B is not carried on here"));

    World moved = new World();
    moved.keeps = false;
    moved.serves = false;
    moved.movedTo = Optional.of("host:1884");
    moved.talk(MOST, Crash.NOBODY);
    assertThat(moved.answer).isEqualTo(new Returning.Answer.Moved("host:1884"));

    World silent = new World();
    silent.talk(0, Crash.NOBODY);
    assertThat(silent.answer).isInstanceOf(Returning.Answer.None.class);
  }

  private enum Crash {
    NOBODY,
    ASKER,
    GIVER
  }

  private static Bytes entry(long key) {
    return Bytes.copyOf(ByteBuffer.allocate(13).putInt(1).putLong(key).put((byte) key).array());
  }

  /// What outlives connections and processes on both sides.
  private static final class World {
    /// C serves the node, and has its journal.
    @Var private boolean serves = true;

    @Var private boolean keeps = true;
    @Var private Optional<String> movedTo = Optional.empty();

    /// B has noted that it has itself back.
    @Var private boolean owns;

    @Var private DiskJournal got = new DiskJournal(Map.of());
    @Var private Returning.@Nullable Answer answer;

    void check() {
      assertThat(serves && owns).as("served twice").isFalse();
      assertThat(keeps || owns || !serves).isTrue();
    }

    /// Lets them talk until so many packets have come.
    ///
    /// @return whether there was no more to say
    boolean talk(int steps, Crash crash) {
      if (owns) {
        return true; // it starts, and need not ask
      }
      Wire fromB = new Wire();
      Wire fromC = new Wire();
      GivingBack[] giving = new GivingBack[1];
      Returning[] returning = new Returning[1];
      giving[0] = new GivingBack(C, fromC, 3_000, 1 << 20, desk(giving), NOW);
      returning[0] = new Returning(B, false, 3_000, shelf(returning));
      returning[0].connected(fromB, NOW);
      @Var boolean asked = false;
      for (@Var int i = 0; i < steps; i++) {
        if (!fromB.packets.isEmpty()) {
          Packet packet = fromB.packets.remove();
          if (asked) {
            giving[0].received(packet, NOW);
          } else {
            asked = true;
            answer(giving[0]);
          }
        } else if (!fromC.packets.isEmpty()) {
          returning[0].received(fromC.packets.remove(), NOW);
          returning[0].committed(got.force());
        } else {
          return true;
        }
        check();
      }
      if (crash != Crash.ASKER) {
        returning[0].lost(NOW);
      }
      if (crash != Crash.GIVER) {
        giving[0].lost(NOW);
      } else if (keeps) {
        serves = false; // nobody carries it on until somebody says so
      }
      check();
      return false;
    }

    private void answer(GivingBack giving) {
      if (!keeps) {
        giving.refuse("B is not carried on here", movedTo, NOW);
        return;
      }
      Deque<JournalCopy.Piece> pieces = new ArrayDeque<>();
      for (int i = 1; i <= PIECES; i++) {
        pieces.add(new JournalCopy.Piece(entry(i), i >= 3, i));
      }
      giving.welcome(new Heap(pieces), NOW);
    }

    private GivingBack.Desk desk(GivingBack[] giving) {
      return new GivingBack.Desk() {
        @Override
        public void close() {
          serves = false;
          giving[0].closed(NOW);
        }

        @Override
        public void given() {
          assertThat(owns).as("forgotten only when it is elsewhere").isTrue();
          keeps = false;
        }

        @Override
        public void ended(String why) {
          // another connection will come
        }
      };
    }

    private Returning.Shelf shelf(Returning[] returning) {
      return new Returning.Shelf() {
        @Override
        public void open() {
          got = new DiskJournal(Map.of());
          returning[0].opened(got, NOW);
        }

        @Override
        public void yours() {
          owns = true;
          returning[0].notedYours();
        }

        @Override
        public void answered(Returning.Answer found) {
          answer = found;
        }
      };
    }
  }

  private record Heap(Deque<JournalCopy.Piece> pieces) implements Supply {
    @Override
    public Optional<JournalCopy.Piece> take() {
      return Optional.ofNullable(pieces.poll());
    }

    @Override
    public boolean isBehind() {
      return false;
    }

    @Override
    public long waitingBytes() {
      return pieces.stream().mapToLong(each -> each.entries().size()).sum();
    }
  }

  private static final class Wire implements LinkOutbound {
    private final Deque<Packet> packets = new ArrayDeque<>();

    @Override
    public void send(Packet packet) {
      packets.add(packet);
    }

    @Override
    public void close() {
      // what was sent is on its way
    }

    @Override
    public long pendingBytes() {
      return 0;
    }
  }
}
