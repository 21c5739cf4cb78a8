package io.fieldway.trials.simulation;

import com.google.errorprone.annotations.Var;
import java.time.Instant;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/// Virtual time, chance, and what is to happen when.
public final class World {
  private static final Instant START = Instant.parse("2026-11-22T08:00:00Z");

  private record Event(long at, long turn, Runnable work) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at == other.at ? Long.compare(turn, other.turn) : Long.compare(at, other.at);
    }
  }

  private final Random random;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  @Var private long millis;
  @Var private long turns;

  public World(long seed) {
    this.random = new Random(seed);
  }

  /// Milliseconds since the beginning.
  public long millis() {
    return millis;
  }

  /// The true time, which is the platform's.
  public Instant now() {
    return START.plusMillis(millis);
  }

  public void after(long delay, Runnable work) {
    events.add(new Event(millis + delay, turns++, work));
  }

  public void every(long pause, Runnable work) {
    after(
        pause,
        () -> {
          work.run();
          every(pause, work);
        });
  }

  public void run(long time) {
    long end = millis + time;
    while (!events.isEmpty() && events.peek().at <= end) {
      Event next = events.remove();
      millis = next.at;
      next.work.run();
    }
    millis = end;
  }

  /// One of these.
  public <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /// From 0 to below a bound.
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /// From `least` to `most`.
  public long between(long least, long most) {
    return least + random.nextLong(most - least + 1);
  }

  public boolean chance(double probability) {
    return random.nextDouble() < probability;
  }
}
