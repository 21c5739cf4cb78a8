package io.fieldway.trials.instructions;

import com.google.errorprone.annotations.Var;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.Random;

/// Virtual time, chance, and what is to happen when.
final class World {
  private static final Instant START = Instant.parse("2026-11-22T08:00:00Z");

  private record Event(long at, long turn, Runnable work) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at == other.at ? Long.compare(turn, other.turn) : Long.compare(at, other.at);
    }
  }

  final Random random;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  @Var private long millis;
  @Var private long turns;

  World(long seed) {
    this.random = new Random(seed);
  }

  /// The true time, which is the platform's.
  Instant now() {
    return START.plusMillis(millis);
  }

  void after(long delay, Runnable work) {
    events.add(new Event(millis + delay, turns++, work));
  }

  void every(long pause, Runnable work) {
    after(
        pause,
        () -> {
          work.run();
          every(pause, work);
        });
  }

  void run(long time) {
    long end = millis + time;
    while (!events.isEmpty() && events.peek().at <= end) {
      Event next = events.remove();
      millis = next.at;
      next.work.run();
    }
    millis = end;
  }

  /// From `least` to `most`.
  long between(long least, long most) {
    return least + random.nextLong(most - least + 1);
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }
}
