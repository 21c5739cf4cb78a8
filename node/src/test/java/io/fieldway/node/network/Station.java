package io.fieldway.node.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.kept.Ledger;
import io.fieldway.node.kept.Survivors;
import io.fieldway.routing.interest.InterestChange;
import io.fieldway.wire.Bytes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/// A node of a [NetworkWorld] in one of its lives: a network, and whoever it tells, who believes it
/// and checks it at every step.
final class Station implements Network.Effects {
  /// Every so many calls all that is known is looked at.
  private static final int STRIDE = 16;

  final String name;
  final Disk disk;
  final Network network;

  /// What its clients want, whatever has been told of it.
  final Set<String> wants;

  private final Ledger ledger;
  private final BiConsumer<String, Bytes> wire;
  private final Map<String, Set<String>> interested = new HashMap<>();
  private final Map<String, Stamp> links = new HashMap<>();
  @Var private Map<String, String> routes = Map.of();
  @Var private boolean toldOfRoutes;
  @Var private long version = -1;
  @Var private int calls;
  @Var int routesChanged;

  Station(
      String name,
      long epoch,
      RoutingConfig config,
      Signatures signatures,
      Disk disk,
      Map<Long, Bytes> survived,
      Set<String> wants,
      BiConsumer<String, Bytes> wire,
      long now) {
    this.name = name;
    this.disk = disk;
    this.wire = wire;
    this.ledger = new Ledger(disk);
    this.wants = new TreeSet<>(wants);
    this.network = new Network(name, epoch, config, signatures, ledger, this, now);
    network.restore(Survivors.read(survived, ledger).ofNetwork(), now);
    network.interest(new InterestChange(List.copyOf(this.wants), List.of()), now);
    check();
  }

  void wants(List<String> added, List<String> removed, long now) {
    wants.addAll(added);
    removed.forEach(wants::remove);
    network.interest(new InterestChange(added, removed), now);
    check();
  }

  /// Ends a call of the network: what it said is compared with what it knows.
  void check() {
    ledger.boundary();
    if (version == network.topology().version()) {
      assertThat(toldOfRoutes && !network.crossings().isActive())
          .as("%s told of routes over the same topology", name)
          .isFalse();
      toldOfRoutes = false;
    } else {
      version = network.topology().version();
      checkRoutes();
    }
    if (calls++ % STRIDE == 0) {
      checkStamps();
    }
  }

  private void checkRoutes() {
    Map<String, String> now = new HashMap<>();
    for (String node : network.paths().reachable()) {
      String hop = network.paths().nextHop(node).orElseThrow();
      now.put(node, hop + network.paths().weight(node));
    }
    assertThat(toldOfRoutes).as("whether %s told of routes", name).isEqualTo(!now.equals(routes));
    toldOfRoutes = false;
    routes = now;
  }

  /// Nothing older replaces what is newer, and who is known was told.
  private void checkStamps() {
    assertThat(interested.keySet()).as("who %s was told of", name).isEqualTo(others());
    for (NodeView view : network.views()) {
      Stamp stamp = new Stamp(view.epoch(), view.sequence());
      Stamp before = links.getOrDefault(view.name(), Stamp.NONE);
      assertThat(stamp).as("%s of %s", name, view).isGreaterThanOrEqualTo(before);
      links.put(view.name(), stamp);
    }
  }

  /// What it was told of the interest of the others is what its network knows.
  void checkInterest() {
    checkStamps();
    interested.forEach((node, filters) ->
        assertThat(network.interest(node)).as("%s of %s", name, node).isEqualTo(filters));
  }

  private Set<String> others() {
    Set<String> others = new TreeSet<>(network.nodes());
    others.remove(name);
    return others;
  }

  @Override
  public void send(String neighbour, Bytes control) {
    wire.accept(neighbour, control);
  }

  @Override
  public void interested(String node, String filter) {
    assertThat(interested).containsKey(node);
    assertThat(interested.getOrDefault(node, Set.of()).add(filter)).isTrue();
  }

  @Override
  public void uninterested(String node, String filter) {
    assertThat(interested.getOrDefault(node, Set.of()).remove(filter)).isTrue();
  }

  @Override
  public void known(String node) {
    assertThat(interested).doesNotContainKey(node);
    interested.put(node, new TreeSet<>());
  }

  @Override
  public void forgotten(String node) {
    assertThat(interested.remove(node)).isEmpty();
    links.remove(node);
  }

  @Override
  public void routesChanged() {
    assertThat(toldOfRoutes).as("routes told twice in a call").isFalse();
    toldOfRoutes = true;
    routesChanged++;
  }
}
