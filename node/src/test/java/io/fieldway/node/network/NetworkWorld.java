package io.fieldway.node.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Many networks joined by links in memory, in virtual time: links are ordered and delay; they are
/// cut, which their ends notice at different times, and heal; nodes crash and come back with their
/// disks, or without. All that happens comes from one seed.
final class NetworkWorld {
  static final long DEATH = Duration.ofSeconds(3).toMillis();
  static final long TICK = 100;

  private record Event(long at, long order, Runnable what) {}

  /// A link that can be: up or not, and what each end says that it costs.
  private static final class Wire {
    final String a;
    final String b;
    final Map<String, Integer> costs = new HashMap<>();
    final Map<String, Long> arrivals = new HashMap<>();
    final Set<String> up = new HashSet<>();
    @Var boolean isWhole;
    @Var int life;

    Wire(String a, String b) {
      this.a = a;
      this.b = b;
    }

    String other(String end) {
      return end.equals(a) ? b : a;
    }
  }

  final SplittableRandom random;
  final Map<String, Station> stations = new TreeMap<>();
  final Map<String, Integer> crossings = new TreeMap<>();

  private final RoutingConfig config;
  private final Function<String, Signatures> signatures;
  private final int delay;
  private final List<Wire> wires = new ArrayList<>();
  private final Map<String, Wire> wiresByEnds = new HashMap<>();
  private final Map<String, Disk> disks = new HashMap<>();
  private final Map<String, Long> epochs = new HashMap<>();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
  @Var private long order;
  @Var long now = 1_800_000_000_000L;
  @Var long sentBytes;

  /// @param delay the longest that a message is under way, in milliseconds
  NetworkWorld(
      long seed, RoutingConfig config, Function<String, Signatures> signatures, int delay) {
    this.random = new SplittableRandom(seed);
    this.config = config;
    this.signatures = signatures;
    this.delay = delay;
  }

  /// A world of plain nodes in which messages take a millisecond.
  static NetworkWorld quick() {
    return new NetworkWorld(1, RoutingConfig.defaults(), name -> Signatures.none(), 1);
  }

  void add(String name, Set<String> wants) {
    start(name, 10, new Disk(), Map.of(), wants);
    later(random.nextLong(TICK), () -> tick(name));
  }

  /// Joins two nodes by a link that is up.
  void join(String a, String b) {
    Wire wire = new Wire(a, b);
    wire.costs.put(a, 1);
    wire.costs.put(b, 1);
    wires.add(wire);
    wiresByEnds.put(a + ">" + b, wire);
    wiresByEnds.put(b + ">" + a, wire);
    heal(a, b);
  }

  void heal(String a, String b) {
    Wire wire = wire(a, b);
    if (wire.isWhole || !stations.containsKey(a) || !stations.containsKey(b)) {
      return;
    }
    List.copyOf(wire.up).forEach(end -> down(wire, end));
    wire.isWhole = true;
    wire.life++;
    wire.arrivals.clear();
    int life = wire.life;
    for (String end : List.of(a, b)) {
      long wait = random.nextLong(delay + 1);
      wire.arrivals.put(end, now + wait);
      later(
          wait,
          () -> {
            if (wire.life == life) {
              wire.up.add(end);
              station(end).network.linkUp(wire.other(end), cost(wire, end), now);
              station(end).check();
            }
          });
    }
  }

  /// Cuts a link; its ends notice within [#DEATH].
  void cut(String a, String b) {
    Wire wire = wire(a, b);
    wire.isWhole = false;
    wire.life++;
    int life = wire.life;
    for (String end : List.copyOf(wire.up)) {
      later(
          random.nextLong(DEATH),
          () -> {
            if (wire.life == life && wire.up.contains(end)) {
              down(wire, end);
            }
          });
    }
  }

  void cost(String end, String other, int cost) {
    Wire wire = wire(end, other);
    wire.costs.put(end, cost);
    if (wire.up.contains(end)) {
      station(end).network.linkCost(other, cost, now);
      station(end).check();
    }
  }

  /// A node dies.
  void crash(String name) {
    Station station = station(name);
    stations.remove(name);
    epochs.put(name, station.network.epoch());
    for (Wire wire : wires) {
      if (wire.a.equals(name) || wire.b.equals(name)) {
        cut(wire.a, wire.b);
        wire.up.remove(name);
      }
    }
  }

  /// A node comes back with what its disk has kept, and its clients with what they want.
  Station restart(String name, Set<String> wants) {
    Map<Long, Bytes> survived = disk(name).crash(random);
    long epoch = epochs.getOrDefault(name, 0L) + 1;
    Disk disk = new Disk();
    survived.forEach(disk::put);
    disk.boundary();
    start(name, epoch, disk, Map.copyOf(survived), wants);
    return station(name);
  }

  /// A node comes back with a new disk, in a life that may look older than the one before.
  void restartWithoutDisk(String name, Set<String> wants) {
    start(name, 1 + random.nextLong(1_000_000), new Disk(), Map.of(), wants);
  }

  /// Lets time go on.
  void run(Duration time) {
    long end = now + time.toMillis();
    while (true) {
      Event next = events.peek();
      if (next == null || next.at > end) {
        break;
      }
      events.remove(next);
      now = next.at;
      next.what.run();
    }
    now = end;
  }

  boolean isAlive(String name) {
    return stations.containsKey(name);
  }

  Station station(String name) {
    Station station = stations.get(name);
    if (station == null) {
      throw new IllegalStateException(name + " is dead");
    }
    return station;
  }

  /// One of the links that can be, as the names of its ends.
  List<String> anyLink() {
    Wire wire = wires.get(random.nextInt(wires.size()));
    return random.nextBoolean() ? List.of(wire.a, wire.b) : List.of(wire.b, wire.a);
  }

  List<List<String>> links() {
    return wires.stream().map(wire -> List.of(wire.a, wire.b)).toList();
  }

  /// The invariant `TablesAgree`: all nodes that can reach each other know the same, and it is so.
  void requireThatTablesAgree(String when) {
    Map<String, Map<String, Integer>> truth = new TreeMap<>();
    stations.keySet().forEach(name -> truth.put(name, neighbours(name)));
    for (Station station : stations.values()) {
      Map<String, Long> weights = weights(station.name, truth);
      String as = when + ": " + station.name;
      assertThat(station.network.paths().reachable())
          .as(as)
          .isEqualTo(weights.keySet().stream().filter(node -> !node.equals(station.name)).toList());
      for (Map.Entry<String, Long> reached : weights.entrySet()) {
        String node = reached.getKey();
        assertThat(station.network.isReachable(node)).as(as).isTrue();
        assertThat(station.network.paths().weight(node))
            .as("%s to %s", as, node)
            .hasValue(reached.getValue());
        assertThat(station.network.topology().neighbours(node))
            .as("%s of %s", as, node)
            .isEqualTo(truth.get(node));
        assertThat(station.network.interest(node))
            .as("%s of %s", as, node)
            .isEqualTo(station(node).wants);
      }
      station.checkInterest();
    }
  }

  /// The true links of a node.
  private Map<String, Integer> neighbours(String node) {
    return wires.stream()
        .filter(wire -> wire.isWhole && (wire.a.equals(node) || wire.b.equals(node)))
        .collect(
            Collectors.toMap(
                wire -> wire.other(node),
                wire -> Math.max(cost(wire, wire.a), cost(wire, wire.b)),
                Math::max,
                TreeMap::new));
  }

  /// The true distances, by Bellman and Ford.
  private static Map<String, Long> weights(
      String from, Map<String, Map<String, Integer>> neighbours) {
    Map<String, Long> weights = new TreeMap<>(Map.of(from, 0L));
    @Var boolean changed = true;
    while (changed) {
      changed = false;
      for (String node : List.copyOf(weights.keySet())) {
        long base = weights.getOrDefault(node, 0L);
        for (Map.Entry<String, Integer> link : neighbours.getOrDefault(node, Map.of()).entrySet()) {
          long weight = base + link.getValue();
          if (weight < weights.getOrDefault(link.getKey(), Long.MAX_VALUE)) {
            weights.put(link.getKey(), weight);
            changed = true;
          }
        }
      }
    }
    return weights;
  }

  private void start(
      String name, long epoch, Disk disk, Map<Long, Bytes> survived, Set<String> wants) {
    disks.put(name, disk);
    stations.put(
        name,
        new Station(
            name,
            epoch,
            config,
            signatures.apply(name),
            disk,
            survived,
            new TreeSet<>(wants),
            (neighbour, control) -> send(name, neighbour, control),
            now));
  }

  private void send(String from, String to, Bytes control) {
    Wire wire = wire(from, to);
    assertThat(wire.up).as("%s sends over a link that it has", from).contains(from);
    int life = wire.life;
    sentBytes += control.size();
    crossings.merge(from + ">" + to, 1, Integer::sum);
    if (!wire.isWhole) {
      return;
    }
    long arrival = Math.max(wire.arrivals.getOrDefault(to, now), now + random.nextLong(delay + 1));
    wire.arrivals.put(to, arrival);
    later(
        arrival - now,
        () -> {
          if (wire.life == life) {
            deliver(from, to, control);
          }
        });
  }

  private void deliver(String from, String to, Bytes control) {
    Station station = station(to);
    try {
      station.network.received(from, control, now);
    } catch (InvalidControlException e) {
      throw new AssertionError(to + " refuses what " + from + " says", e);
    }
    station.check();
  }

  private void down(Wire wire, String end) {
    wire.up.remove(end);
    Station station = stations.get(end);
    if (station != null) {
      station.network.linkDown(wire.other(end), now);
      station.check();
    }
  }

  private void tick(String name) {
    Station station = stations.get(name);
    if (station != null) {
      station.network.tick(now);
      station.check();
    }
    later(TICK, () -> tick(name));
  }

  private void later(long wait, Runnable what) {
    events.add(new Event(now + wait, order++, what));
  }

  private Wire wire(String a, String b) {
    Wire wire = wiresByEnds.get(a + ">" + b);
    if (wire == null) {
      throw new IllegalStateException("no link can be from " + a + " to " + b);
    }
    return wire;
  }

  private Disk disk(String name) {
    @Nullable Disk disk = disks.get(name);
    if (disk == null) {
      throw new IllegalStateException("no disk of " + name);
    }
    return disk;
  }

  private static int cost(Wire wire, String end) {
    return wire.costs.getOrDefault(end, 1);
  }
}
