package io.fieldway.controller.reroute;

import com.google.errorprone.annotations.Var;
import io.fieldway.controller.reroute.Decision.Armed;
import io.fieldway.controller.reroute.Decision.Died;
import io.fieldway.controller.reroute.Decision.Disarmed;
import io.fieldway.wire.control.AdoptionState;
import io.fieldway.wire.control.Order;
import io.fieldway.wire.control.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Controllers and model nodes in virtual time, with messages that are late, paths that are cut,
/// nodes that die, pause and start again, and controllers that do. After every event the invariants
/// are looked at; the first that does not hold ends the run with its name.
final class Simulation {
  private static final long LATEST = 300;
  private static final long HELLO = 3_000;
  private static final long STEP = 50;

  private record Event(long at, long order, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
    }
  }

  /// A control connection: messages on it keep their order.
  private static final class Wire {
    boolean isOpen;
    long generation;
    long silentSince;
    long lastDown;
    long lastUp;
  }

  /// A controller, its journal, and when it runs.
  static final class Host {
    final String name;
    final List<Decision> journal = new ArrayList<>();
    Rerouter core;
    boolean isUp = true;

    Host(String name, Rerouter core) {
      this.name = name;
      this.core = core;
    }
  }

  private record Obeyed(String controller, long term) {}

  private final Random random;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final SortedMap<String, ModelNode> nodes = new TreeMap<>();
  private final SortedMap<String, Host> hosts = new TreeMap<>();
  private final Map<String, Wire> wires = new HashMap<>();
  private final Set<String> edges = new TreeSet<>();
  private final Set<String> cuts = new HashSet<>();
  private final Map<String, Long> cutSince = new HashMap<>();
  private final Map<Long, String> actors = new HashMap<>();
  private final Deque<String> log = new ArrayDeque<>();
  final List<Decision> decisions = new ArrayList<>();
  @Var private Optional<Obeyed> majority = Optional.empty();
  @Var private long order;
  @Var long now = 1_000;

  Simulation(long seed, int nodeCount, int controllerCount) {
    random = new Random(seed);
    for (int i = 0; i < nodeCount; i++) {
      String name = "n" + i;
      nodes.put(name, new ModelNode(this, name));
      if (i > 0) {
        edges.add(pair(name, "n" + random.nextInt(i)));
        edges.add(pair(name, "n" + random.nextInt(i)));
      }
    }
    for (int i = 0; i < controllerCount; i++) {
      String name = "c" + i;
      hosts.put(name, new Host(name, core(name, List.of())));
    }
    events.add(new Event(now, order++, this::step));
    nodes.keySet().forEach(name -> at(random.nextInt(500), () -> report(name)));
  }

  // What happens to them.

  void run(long millis) {
    long end = now + millis;
    while (!events.isEmpty() && events.peek().at() <= end) {
      Event next = Objects.requireNonNull(events.poll());
      now = next.at();
      next.action().run();
    }
    now = end;
  }

  void kill(String node) {
    note("kill " + node);
    node(node).crash();
  }

  void start(String node) {
    note("start " + node);
    node(node).start();
    node(node).startedAt = now;
  }

  void pause(String node, long millis) {
    note("pause " + node + " " + millis);
    node(node).pausedUntil = now + millis;
  }

  void cut(String one, String other) {
    note("cut " + one + " " + other);
    cuts.add(pair(one, other));
    cutSince.put(pair(one, other), now);
  }

  void mend(String one, String other) {
    note("mend " + one + " " + other);
    cuts.remove(pair(one, other));
    cutSince.put(pair(one, other), now);
  }

  void killController(String name) {
    note("kill " + name);
    host(name).isUp = false;
    wires.forEach((key, wire) -> wire.isOpen = wire.isOpen && !key.startsWith(name + " "));
  }

  void startController(String name) {
    note("start " + name);
    Host host = host(name);
    host.core = core(name, host.journal);
    host.isUp = true;
  }

  /// Everything is mended and runs.
  void heal() {
    cuts.clear();
    nodes
        .values()
        .forEach(node -> {
          node.pausedUntil = 0;
          if (!node.isUp) {
            start(node.name);
          }
        });
    hosts
        .values()
        .forEach(host -> {
          if (!host.isUp) {
            startController(host.name);
          }
        });
  }

  List<String> names() {
    return List.copyOf(nodes.keySet());
  }

  List<String> controllers() {
    return List.copyOf(hosts.keySet());
  }

  ModelNode node(String name) {
    return Objects.requireNonNull(nodes.get(name), name);
  }

  Host host(String name) {
    return Objects.requireNonNull(hosts.get(name), name);
  }

  Optional<Host> acting() {
    return hosts.values().stream().filter(host -> host.isUp && host.core.isActing()).findFirst();
  }

  /// The living node that serves another's clients for it.
  Optional<String> carrier(String name) {
    return nodes.values().stream()
        .filter(node -> node.isUp && isServing(node, name))
        .map(node -> node.name)
        .findFirst();
  }

  // What a model node asks of the network.

  /// Whether a process can be seen to be gone: its host says so.
  boolean isGone(String from, String node) {
    return !node(node).isUp && !cuts.contains(pair(from, node));
  }

  Optional<ModelNode.Held> copyAt(String node, String substitute) {
    ModelNode other = node(substitute);
    return other.isRunning(now) && !cuts.contains(pair(node, substitute))
        ? Optional.of(other.holds.computeIfAbsent(node, name -> new ModelNode.Held()))
        : Optional.empty();
  }

  void closeCopy(String node, String substitute) {
    ModelNode other = nodes.get(substitute);
    ModelNode.Held held = other == null ? null : other.holds.get(node);
    if (held != null) {
      held.isConnected = false;
    }
  }

  /// Tells a former substitute that its copy is of former days; false where it cannot be told, or
  /// carries the node on.
  boolean release(String node, String former) {
    Optional<ModelNode.Held> held = copyAt(node, former);
    if (held.isEmpty() || carries(former, node)) {
      return false;
    }
    held.get().isWhole = false;
    return true;
  }

  void handOver(String node, String substitute) {
    closeCopy(node, substitute);
    ModelNode.Held held = node(substitute).holds.get(node);
    if (held != null) {
      held.isHandedOver = true;
    }
  }

  boolean carries(String substitute, String node) {
    ModelNode.Carried carried = node(substitute).adopts.get(node);
    return carried != null
        && (carried.state == AdoptionState.OPENING || carried.state == AdoptionState.SERVING);
  }

  void handBack(String node, String substitute) {
    ModelNode.Carried carried = node(substitute).adopts.get(node);
    if (carried != null) {
      carried.state = AdoptionState.CLOSED;
    }
  }

  // The machinery.

  private Rerouter core(String name, List<Decision> past) {
    return new Rerouter(name, RerouteConfig.defaults(), nodes.size(), past, now);
  }

  private void at(long in, Runnable action) {
    events.add(new Event(now + in, order++, action));
  }

  private void step() {
    nodes.values().forEach(this::links);
    for (ModelNode node : nodes.values()) {
      if (node.isRunning(now)) {
        node.tick(now);
      }
      node.holds.forEach((other, held) -> {
        boolean isSilent = now - held.saidAt > HELLO;
        held.isConnected = held.isConnected && node(other).isUp && !isSilent;
      });
    }
    for (Host host : hosts.values()) {
      if (host.isUp) {
        nodes.keySet().forEach(node -> connection(host, node));
        decide(host);
      }
    }
    check();
    at(STEP, this::step);
  }

  /// A link stands while both ends run; its loss is seen at once where a process has died, and
  /// after three hellos where the other is only silent.
  private void links(ModelNode node) {
    for (ModelNode other : nodes.values()) {
      String edge = pair(node.name, other.name);
      if (!edges.contains(edge) || !node.isUp) {
        continue;
      }
      boolean isSilent = cuts.contains(edge) || !other.isRunning(now) || !node.isRunning(now);
      if (!other.isUp) {
        node.links.remove(other.name);
      } else if (!isSilent) {
        node.links.put(other.name, now);
      } else if (node.isRunning(now) && now - node.links.getOrDefault(other.name, now) > HELLO) {
        node.links.remove(other.name);
      }
    }
  }

  private void connection(Host host, String name) {
    Wire wire = wire(host.name, name);
    boolean isCut = cuts.contains(pair(host.name, name));
    boolean isUp = node(name).isUp;
    if (wire.isOpen && (!isUp || (isCut && now - wire.silentSince > HELLO))) {
      wire.isOpen = false;
      host.core.disconnected(name, now);
    } else if (!wire.isOpen && node(name).isRunning(now) && !isCut && random.nextInt(8) == 0) {
      wire.isOpen = true;
      wire.generation++;
      wire.lastUp = now;
      wire.lastDown = now;
      host.core.connected(name, now);
    }
    wire.silentSince = isCut ? wire.silentSince : now;
  }

  private void report(String name) {
    send(name);
    at(500, () -> report(name));
  }

  private void send(String name) {
    ModelNode node = node(name);
    if (!node.isRunning(now)) {
      return;
    }
    Status status = node.status(now, reachable(name));
    for (Host host : hosts.values()) {
      Wire wire = wire(host.name, name);
      if (wire.isOpen && !cuts.contains(pair(host.name, name))) {
        wire.lastUp = Math.max(wire.lastUp, now + delay());
        long generation = wire.generation;
        at(
            wire.lastUp - now,
            () -> {
              if (host.isUp && wire.isOpen && wire.generation == generation) {
                host.core.heard(status, now);
                decide(host);
              }
            });
      }
    }
  }

  private void decide(Host host) {
    List<Decision> decided = host.core.decide(now);
    for (Decision each : decided) {
      note(host.name + " " + each);
      checkWitnesses(host, each);
      host.journal.add(each);
      decisions.add(each);
      host.core.apply(each, now);
    }
    for (Sent each : host.core.due(now)) {
      deliver(host.name, each);
    }
  }

  /// Gives what was decided from outside.
  void decide(Host host, Decision decision) {
    host.journal.add(decision);
    host.core.apply(decision, now);
  }

  private void deliver(String from, Sent sent) {
    Wire wire = wire(from, sent.node());
    if (!wire.isOpen || cuts.contains(pair(from, sent.node()))) {
      return;
    }
    wire.lastDown = Math.max(wire.lastDown, now + delay());
    long generation = wire.generation;
    at(wire.lastDown - now, () -> arrive(from, sent, wire, generation));
  }

  private void arrive(String from, Sent sent, Wire wire, long generation) {
    ModelNode node = node(sent.node());
    if (!wire.isOpen || wire.generation != generation || !node.isUp) {
      return;
    }
    if (!node.isRunning(now)) {
      // It stands in the socket until the node goes on.
      at(node.pausedUntil - now + 1, () -> arrive(from, sent, wire, generation));
      return;
    }
    node.take(from, sent.message(), now)
        .ifPresent(obeyed -> {
          checkOneActing(from, obeyed);
          send(node.name);
        });
    followMajority();
    check();
  }

  private List<String> reachable(String from) {
    Set<String> seen = new TreeSet<>(Set.of(from));
    Deque<String> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      for (String neighbour : node(open.pop()).links.keySet()) {
        if (node(neighbour).isUp && seen.add(neighbour)) {
          open.add(neighbour);
        }
      }
    }
    seen.remove(from);
    return List.copyOf(seen);
  }

  private long delay() {
    return random.nextInt(10) == 0 ? 1 + random.nextInt((int) LATEST) : 1 + random.nextInt(20);
  }

  private Wire wire(String controller, String node) {
    return wires.computeIfAbsent(controller + " " + node, key -> new Wire());
  }

  private static String pair(String one, String other) {
    return one.compareTo(other) < 0 ? one + "-" + other : other + "-" + one;
  }

  private static boolean isServing(ModelNode node, String other) {
    ModelNode.Carried carried = node.adopts.get(other);
    return carried != null && carried.state == AdoptionState.SERVING;
  }

  // The invariants.

  /// No node's clients are served at two places.
  private void check() {
    for (ModelNode node : nodes.values()) {
      List<String> owners = new ArrayList<>();
      if (node.serves(now)) {
        owners.add(node.name);
      }
      for (ModelNode other : nodes.values()) {
        if (other.isRunning(now) && isServing(other, node.name)) {
          owners.add(other.name);
        }
      }
      require("OneOwner", owners.size() <= 1, node.name + " is served by " + owners);
    }
  }

  /// Nobody is handed over whom a node that the controller hears has a link to, longer than a word
  /// of it is under way.
  private void checkWitnesses(Host host, Decision decision) {
    if (!(decision instanceof Died died) || died.why().startsWith("learnt")) {
      return;
    }
    for (ModelNode node : nodes.values()) {
      boolean isReachable =
          node.isRunning(now)
              && wire(host.name, node.name).isOpen
              && !cuts.contains(pair(host.name, node.name));
      boolean hasLink =
          node.links.containsKey(died.node())
              && node(died.node()).isRunning(now)
              && isSettled(node.name, died.node());
      require(
          "TwoWitnesses",
          !(isReachable && hasLink),
          died + " though " + node.name + " has a link to it");
    }
  }

  /// Whether nothing has changed between two nodes for longer than their words are under way.
  private boolean isSettled(String one, String other) {
    String edge = pair(one, other);
    long changedAt =
        Math.max(
            Math.max(node(one).startedAt, node(other).startedAt),
            Math.max(node(one).pausedUntil, node(other).pausedUntil));
    long cutAt = cuts.contains(edge) ? now : cutSince.getOrDefault(edge, 0L);
    return now - Math.max(changedAt, cutAt) > 2 * HELLO;
  }

  /// One controller a term, and none of an older term than a majority has granted.
  private void checkOneActing(String from, Order obeyed) {
    String actor = actors.computeIfAbsent(obeyed.term(), term -> from);
    require("OneActing", actor.equals(from), obeyed + " of " + from + " in the term of " + actor);
    require(
        "OneActing",
        majority
            .filter(granted -> granted.term() > obeyed.term() && !granted.controller().equals(from))
            .isEmpty(),
        obeyed + " of " + from + " though a majority has granted " + majority);
  }

  private void followMajority() {
    Map<Obeyed, Integer> votes = new HashMap<>();
    for (Host host : hosts.values()) {
      for (ModelNode node : nodes.values()) {
        if (node.obeys(host.name)) {
          votes.merge(new Obeyed(host.name, node.grantedTerm().orElse(0L)), 1, Integer::sum);
        }
      }
    }
    votes.forEach((granted, count) -> {
      if (count > nodes.size() / 2 && granted.term() > majority.map(Obeyed::term).orElse(0L)) {
        majority = Optional.of(granted);
      }
    });
  }

  /// Every node that serves itself has a whole copy at another that runs.
  void checkEveryNodeIsPlanned() {
    for (ModelNode node : nodes.values()) {
      if (node.isUp && carrier(node.name).isEmpty()) {
        boolean isPlanned =
            nodes.values().stream()
                .anyMatch(other -> other != node && other.isUp && node.isCopiedTo(other.name));
        require(
            "EveryNodeIsPlanned", isPlanned, node.status(now, List.of()) + " has no whole copy");
        require("EveryNodeIsPlanned", node.serves(now), node.name + " does not serve");
      }
    }
  }

  /// How often a substitute was named or taken away.
  long planChanges() {
    return decisions.stream()
        .filter(each -> each instanceof Armed || each instanceof Disarmed)
        .count();
  }

  void require(String invariant, boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(
          invariant + " at " + now + ": " + what + "\n" + String.join("\n", log));
    }
  }

  private void note(String line) {
    log.add(now + " " + line);
    if (log.size() > 60) {
      log.remove();
    }
  }
}
