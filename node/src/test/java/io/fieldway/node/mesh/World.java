package io.fieldway.node.mesh;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.link.LinkConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/// Nodes and the wires between them, in virtual time: what happens, happens in an order that a seed
/// decides.
final class World {
  private record Event(long at, long number, Runnable happening) {}

  private static final MeshBounds CONFIG =
      MeshBounds.defaults().withLink(LinkConfig.defaults().withHello(Duration.ofSeconds(1), 3));

  final SplittableRandom random;
  final List<Station> stations = new ArrayList<>();
  final List<Wire> wires = new ArrayList<>();
  final MeshBounds config;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>((one, other) ->
          one.at != other.at
              ? Long.compare(one.at, other.at)
              : Long.compare(one.number, other.number));
  @Var long now = 1_000_000_000;
  @Var private long count;

  World(long seed) {
    this(seed, CONFIG);
  }

  World(long seed, MeshBounds config) {
    this.random = new SplittableRandom(seed);
    this.config = config;
  }

  Station station(String name) {
    return stations.stream().filter(each -> each.name.equals(name)).findFirst().orElseThrow();
  }

  Station add(String name) {
    Station station = new Station(this, name);
    stations.add(station);
    station.start();
    return station;
  }

  Wire wire(String one, String other) {
    Wire wire = new Wire(this, station(one), station(other));
    wires.add(wire);
    wire.redial();
    return wire;
  }

  Wire between(String one, String other) {
    return wires.stream().filter(wire -> wire.joins(one, other)).findFirst().orElseThrow();
  }

  /// Has something happen after so many milliseconds.
  void after(long millis, Runnable happening) {
    events.add(new Event(now + millis, count++, happening));
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  <T> T any(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  /// Lets time pass.
  void pass(Duration duration) {
    long end = now + duration.toMillis();
    while (!events.isEmpty() && events.element().at <= end) {
      Event event = events.remove();
      now = event.at;
      event.happening.run();
    }
    now = end;
  }
}
