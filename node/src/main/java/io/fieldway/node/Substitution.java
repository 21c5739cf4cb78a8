package io.fieldway.node;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.broker.Broker;
import io.fieldway.node.broker.BrokerCounts;
import io.fieldway.node.control.Grants;
import io.fieldway.node.control.Office;
import io.fieldway.node.copy.CopyView;
import io.fieldway.node.copy.HeldCopy;
import io.fieldway.node.io.Copier;
import io.fieldway.node.io.Copies;
import io.fieldway.node.journal.FileJournal;
import io.fieldway.node.mesh.Mesh;
import io.fieldway.node.network.NodeView;
import io.fieldway.wire.Json;
import io.fieldway.wire.control.Adopt;
import io.fieldway.wire.control.Arm;
import io.fieldway.wire.control.Behaviour;
import io.fieldway.wire.control.Copy;
import io.fieldway.wire.control.CopyState;
import io.fieldway.wire.control.Disarm;
import io.fieldway.wire.control.Drain;
import io.fieldway.wire.control.Hold;
import io.fieldway.wire.control.Load;
import io.fieldway.wire.control.Order;
import io.fieldway.wire.control.Status;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// A node's part in substitution (Chen et al. 2020, §3.3): what it tells controllers of itself, how
/// it does what they order, and whether it may serve. Belongs to the broker's event loop.
///
/// **Who owns a node** is settled between it and its substitute. While the substitute has a whole
/// copy, the node serves only within its lease: so long after the substitute's last word, or after
/// the acting controller's last beat. The substitute carries it on by order only, and only where
/// the node has given itself away, or its process is found gone on a host that answers, or the
/// lease has run out for sure.
final class Substitution implements Office {
  /// What was published and subscribed is gathered no more often than this.
  private static final long BEHAVIOUR_MILLIS = 2_000;

  /// A lease has run out for sure after so much more than the whole of it: clocks do not run alike.
  private static final double SURELY = 1.1;

  private static final Duration PROBE_PATIENCE = Duration.ofMillis(500);

  /// Where a node is found.
  ///
  /// @param link its first address for links, empty where it has none
  /// @param service where clients connect
  /// @param http its status server
  record Addresses(String link, List<String> service, String http) {}

  /// An order that could not be obeyed yet, and when it came.
  private record Wanted(Adopt order, long at) {}

  /// What the node does by an order that only it can do.
  interface Own {
    /// Gives the node away: serves nobody any more, and ends.
    void drain();
  }

  private final Broker broker;
  private final Mesh mesh;
  private final FileJournal journal;
  private final Supplier<Addresses> addresses;
  private final Grants grants;
  private final Copier copier;
  private final Copies copies;
  private final Carrying carrying;
  private final Duration lease;
  private final Own own;
  private final Executor onLoop;
  private final long startedAt;
  private final Set<String> probing = new HashSet<>();
  private final Map<String, String> doubts = new HashMap<>();
  private final Map<String, Wanted> wanted = new HashMap<>();
  @Var private Behaviour behaviour = Behaviour.NONE;
  @Var private long behaviourAt = Long.MIN_VALUE;
  @Var private long latest;
  @Var private boolean draining;

  Substitution(
      Broker broker,
      Mesh mesh,
      FileJournal journal,
      Supplier<Addresses> addresses,
      Grants grants,
      Copier copier,
      Copies copies,
      Carrying carrying,
      Duration lease,
      Own own,
      Executor onLoop,
      long now) {
    this.broker = broker;
    this.mesh = mesh;
    this.journal = journal;
    this.addresses = addresses;
    this.grants = grants;
    this.copier = copier;
    this.copies = copies;
    this.carrying = carrying;
    this.lease = lease;
    this.own = own;
    this.onLoop = onLoop;
    this.startedAt = now;
  }

  /// Carries on again what it carried on before it was started.
  void resume() {
    for (HeldCopy held : copies.held()) {
      if (held.isTaken() && held.isWhole()) {
        carry(held, 0);
      }
    }
  }

  /// Whether the node may serve: nobody can carry it on now.
  boolean mayServe(long now) {
    long until = copier.leaseUntil();
    return until == 0 || now < Math.max(until, grants.leaseUntil());
  }

  @Override
  public Status status(long now) {
    if (behaviourAt == Long.MIN_VALUE || now - behaviourAt >= BEHAVIOUR_MILLIS) {
      behaviourAt = now;
      behaviour = gathered();
    }
    BrokerCounts counts = broker.counts();
    Addresses at = addresses.get();
    CopyView copy = copier.view();
    Map<String, Long> links = new TreeMap<>();
    List<String> reachable = new ArrayList<>();
    for (NodeView node : mesh.network().views()) {
      if (node.name().equals(mesh.name())) {
        node.links().forEach((neighbour, cost) -> links.put(neighbour, (long) cost));
      } else if (node.reachable() && reachable.size() < Status.MAX_NODES) {
        reachable.add(node.name());
      }
    }
    return new Status(
        mesh.name(),
        mesh.network().epoch(),
        at.link(),
        at.service(),
        at.http(),
        Optional.empty(),
        links,
        reachable,
        new Load(
            counts.sessions(),
            counts.connections(),
            counts.queuedMessages(),
            journal.counts().liveBytes()),
        behaviour,
        new Copy(
            copy.substitute(),
            copy.number(),
            copy.state(),
            copy.why(),
            copy.lagBytes(),
            copy.committed()),
        copies.held().stream()
            .filter(held -> !held.isTaken())
            .map(held -> new Hold(held.node(), held.isWhole(), held.bytes(), held.isConnected()))
            .toList(),
        carrying.views(),
        carrying.names(),
        false,
        draining,
        List.of());
  }

  private Behaviour gathered() {
    List<String> publishes = shortest(broker.published().topics());
    Collection<String> wanted = mesh.network().interest(mesh.name());
    List<String> subscribes = shortest(wanted);
    boolean isComplete =
        broker.published().isComplete()
            && publishes.size() == broker.published().topics().size()
            && subscribes.size() == wanted.size();
    return new Behaviour(publishes, subscribes, isComplete);
  }

  private static List<String> shortest(Collection<String> filters) {
    return filters.stream()
        .filter(each -> !each.isEmpty() && each.length() <= Behaviour.MAX_FILTER)
        .sorted()
        .limit(Behaviour.MAX_FILTERS)
        .toList();
  }

  @Override
  public Optional<String> obey(Order order, long now) {
    return switch (order) {
      case Arm arm -> ofThisNode(arm).or(() -> arm(arm));
      case Disarm disarm -> ofThisNode(disarm).or(() -> disarm(disarm));
      case Drain drain -> ofThisNode(drain).or(() -> drain());
      case Adopt adopt -> adopt(adopt, now);
    };
  }

  private Optional<String> ofThisNode(Order order) {
    return order.node().equals(mesh.name())
        ? Optional.empty()
        : Optional.of("expected an order about " + mesh.name() + ", got one about " + order.node());
  }

  /// Whether a decision is older than one that was heard before.
  private Optional<String> outdated(Order order) {
    if (order.number() < latest) {
      return Optional.of(
          "decision " + latest + " is known here, and " + order.number() + " is older");
    }
    latest = order.number();
    return Optional.empty();
  }

  private Optional<String> arm(Arm arm) {
    if (arm.substitute().equals(mesh.name())) {
      return Optional.of("a node cannot stand in for itself");
    }
    int colon = arm.address().lastIndexOf(':');
    if (colon < 1 || !arm.address().substring(colon + 1).matches("[0-9]{1,5}")) {
      return Optional.of("expected host:port, got " + Json.brief(arm.address()));
    }
    Optional<String> outdated = outdated(arm);
    if (outdated.isEmpty()) {
      copier.copyTo(
          arm.substitute(),
          InetSocketAddress.createUnresolved(
              arm.address().substring(0, colon).replaceAll("^\\[|]$", ""),
              Integer.parseInt(arm.address().substring(colon + 1))),
          arm.number());
    }
    return outdated;
  }

  private Optional<String> disarm(Disarm disarm) {
    Optional<String> outdated = outdated(disarm);
    if (outdated.isEmpty() && copier.view().state() != CopyState.NONE) {
      copier.stop();
    }
    return outdated;
  }

  private Optional<String> drain() {
    CopyView copy = copier.view();
    if (draining) {
      return Optional.empty();
    }
    if (copy.state() != CopyState.WHOLE) {
      return Optional.of(
          copy.substitute().isEmpty()
              ? "no substitute is named that could carry this node on"
              : "the copy at " + copy.substitute() + " is not whole yet: " + copy.state().word());
    }
    draining = true;
    own.drain();
    return Optional.empty();
  }

  private Optional<String> adopt(Adopt order, long now) {
    wanted.put(order.node(), new Wanted(order, now));
    return carryOn(order, order.quiet().toMillis(), now);
  }

  /// Looks again at what was ordered and could not be done: the moment may have come. About ten
  /// times a second.
  void tick(long now) {
    wanted.values().removeIf(each -> now - each.order().echo() > Order.FRESH.toMillis());
    for (Wanted each : List.copyOf(wanted.values())) {
      long quiet = each.order().quiet().toMillis() + now - each.at();
      if (carryOn(each.order(), quiet, now).isEmpty() && carrying.has(each.order().node())) {
        wanted.remove(each.order().node());
      }
    }
  }

  /// Carries a node on, where that may be; else says why not.
  private Optional<String> carryOn(Adopt order, long quietMillis, long now) {
    String node = order.node();
    if (carrying.has(node)) {
      return Optional.empty();
    }
    Optional<HeldCopy> found =
        copies.held().stream().filter(each -> each.node().equals(node)).findFirst();
    if (found.isEmpty() || !found.get().isWhole()) {
      return Optional.of("no whole copy of " + Json.brief(node) + " is held here");
    }
    HeldCopy held = found.get();
    if (held.isReleased() || held.isTaken() || isQuiet(held, quietMillis, now)) {
      carry(held, order.number());
      return Optional.empty();
    }
    if (held.isConnected()) {
      return Optional.of(node + " is connected and sends its changes: it is not dead");
    }
    if (held.lastWordSentAtMillis() > held.closedAtMillis()) {
      return Optional.of(node + " has asked for itself, and may serve again");
    }
    if (probing.add(node)) {
      Thread.ofVirtual().name("probe-" + node).start(() -> probe(held, order.number()));
    }
    return Optional.ofNullable(doubts.get(node));
  }

  /// Whether the node's lease has run out for sure: whatever it heard last, it does not serve. Of a
  /// copy that was found on the disk nobody knows: a node that finds its substitute's process gone
  /// serves on.
  ///
  /// @param quietMillis since when no lease of an acting controller has begun for it
  private boolean isQuiet(HeldCopy held, long quietMillis, long now) {
    double surely = SURELY * lease.toMillis();
    return !held.isConnected()
        && held.closedAtMillis() > 0
        && now - Math.max(startedAt, held.lastWordSentAtMillis()) >= surely
        && quietMillis >= surely;
  }

  /// Looks whether the node's process is gone. Blocks.
  private void probe(HeldCopy held, long number) {
    boolean isGone =
        !held.services().isEmpty()
            && held.services().stream().allMatch(each -> Services.isGone(each, PROBE_PATIENCE));
    onLoop.execute(() -> {
      probing.remove(held.node());
      if (isGone) {
        doubts.remove(held.node());
        carry(held, number);
      } else {
        doubts.put(
            held.node(),
            held.node()
                + " may still serve: its address answers or is silent, and its lease has not run"
                + " out for sure");
      }
    });
  }

  private void carry(HeldCopy held, long number) {
    String node = held.node();
    carrying.begin(node, number, held.services(), held.word(), () -> copies.take(node));
  }
}
