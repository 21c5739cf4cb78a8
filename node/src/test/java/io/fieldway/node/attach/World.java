package io.fieldway.node.attach;

import com.google.errorprone.annotations.Var;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SplittableRandom;

/// Virtual time, and chance by a seed.
final class World {
  private record Event(long at, long number, Runnable task) {}

  private final Queue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
  private final SplittableRandom random;
  @Var long now = 1_000_000;
  @Var private long number;

  World(long seed) {
    random = new SplittableRandom(seed);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  void at(long time, Runnable task) {
    events.add(new Event(Math.max(time, now), number++, task));
  }

  void after(long millis, Runnable task) {
    at(now + millis, task);
  }

  void run(long millis) {
    long end = now + millis;
    while (!events.isEmpty() && events.element().at <= end) {
      Event next = events.remove();
      now = next.at;
      next.task.run();
    }
    now = end;
  }
}
