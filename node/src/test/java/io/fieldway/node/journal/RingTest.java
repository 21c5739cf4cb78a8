package io.fieldway.node.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RingTest {
  private static final int ENTRIES = 50_000;

  @Test
  void refusesWhatDoesNotFitAndTakesItOnceThereIsRoom() {
    Ring ring = new Ring(64);
    Bytes value = Bytes.copyOf(new byte[20]);
    assertThat(ring.offer(Entry.PUT, 1, value)).isTrue();
    assertThat(ring.offer(Entry.PUT, 2, value)).isTrue();
    assertThat(ring.offer(Entry.PUT, 3, value)).isFalse();
    assertThat(ring.waiting()).isZero();
    ring.boundary();
    assertThat(ring.waiting()).isEqualTo(64);
    ring.release(32);
    assertThat(ring.offer(Entry.PUT, 3, value)).isTrue();
    assertThat(ring.key(ring.index(32))).isEqualTo(2);
    assertThat(ring.key(ring.index(64))).isEqualTo(3);
  }

  @Test
  void handsEveryEntryToTheOtherThreadInOrder() throws InterruptedException {
    long seed = new Random().nextLong();
    Ring ring = new Ring(4_096);
    Thread writer =
        Thread.ofPlatform()
            .start(() -> {
              Random chance = new Random(seed);
              for (long key = 0; key < ENTRIES; key++) {
                Bytes value = value(key, chance.nextInt(200));
                while (!ring.offer(Entry.PUT, key, value)) {
                  ring.boundary();
                  LockSupport.parkNanos(1_000);
                }
              }
              ring.boundary();
            });
    Random chance = new Random(seed);
    List<String> wrong = new ArrayList<>();
    @Var long expected = 0;
    while (expected < ENTRIES) {
      long tail = ring.end();
      @Var long position = ring.head();
      while (position < tail) {
        int index = ring.index(position);
        int word = ring.word(index);
        if (Entry.kind(word) == Entry.PUT) {
          Bytes value = Bytes.copyOf(ring.array(), index + Entry.HEADER, Entry.length(word));
          if (ring.key(index) != expected || !value.equals(value(expected, chance.nextInt(200)))) {
            wrong.add("key " + ring.key(index) + " where " + expected + " was expected");
          }
          expected++;
        }
        position = ring.next(position, index);
      }
      ring.release(position);
      LockSupport.parkNanos(1_000);
    }
    writer.join();
    assertThat(wrong).as("seed %d", seed).isEmpty();
    assertThat(ring.waiting()).isZero();
  }

  @Test
  void countsWhatWaitsBeforeItWhereItTakesTheWritersOn() {
    Bytes value = Bytes.copyOf(new byte[20]);
    Ring small = new Ring(64);
    assertThat(small.offer(Entry.PUT, 1, value)).isTrue();
    small.boundary();
    assertThat(small.offer(Entry.PUT, 2, value)).isTrue();
    Ring large = small.goOn(128);
    assertThat(small.next()).isSameAs(large);
    assertThat(large.key(0)).isEqualTo(2);
    assertThat(large.gathered()).isEqualTo(64);
    assertThat(large.waitingInAll()).isEqualTo(32);
    assertThat(large.offer(Entry.PUT, 3, value)).isTrue();
    assertThat(large.offer(Entry.PUT, 4, value)).isTrue();
    assertThat(large.offer(Entry.PUT, 5, value)).as("with what waits before").isFalse();
    small.release(32);
    assertThat(large.offer(Entry.PUT, 5, value)).isTrue();
    assertThat(large.gathered()).isEqualTo(128);
  }

  @Test
  void handsEveryEntryOverInOrderWhileItGrows() throws InterruptedException {
    for (int round = 0; round < 200; round++) {
      Ring first = new Ring(256);
      Thread writer = Thread.ofPlatform().start(() -> writeGrowing(first));
      List<Long> keys = takeAll(first, 500);
      writer.join();
      assertThat(keys).isEqualTo(LongStream.range(0, 500).boxed().toList());
    }
  }

  private static void writeGrowing(Ring first) {
    @Var Ring ring = first;
    for (long key = 0; key < 500; key++) {
      while (!ring.offer(Entry.PUT, key, Bytes.EMPTY)) {
        ring = ring.goOn(2 * ring.capacity());
      }
      if (key % 3 == 0) {
        ring.boundary();
      }
    }
    ring.boundary();
  }

  private static List<Long> takeAll(Ring first, int entries) {
    List<Long> keys = new ArrayList<>();
    @Var Ring ring = first;
    while (keys.size() < entries) {
      Ring next = ring.next();
      long end = ring.end();
      if (end == ring.head() && next != null) {
        ring = next;
      }
      @Var long position = ring.head();
      for (long to = ring.end(); position < to; ) {
        int index = ring.index(position);
        if (Entry.kind(ring.word(index)) == Entry.PUT) {
          keys.add(ring.key(index));
        }
        position = ring.next(position, index);
      }
      ring.release(position);
    }
    return keys;
  }

  private static Bytes value(long key, int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (key + i);
    }
    return Bytes.copyOf(bytes);
  }
}
