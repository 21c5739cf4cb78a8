package io.fieldway.node;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.broker.Broker;
import io.fieldway.node.broker.BrokerCounts;
import io.fieldway.node.control.Office;
import io.fieldway.node.journal.FileJournal;
import io.fieldway.node.mesh.Mesh;
import io.fieldway.node.network.NodeView;
import io.fieldway.wire.control.Behaviour;
import io.fieldway.wire.control.Copy;
import io.fieldway.wire.control.Load;
import io.fieldway.wire.control.Order;
import io.fieldway.wire.control.Status;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/// A node's part in substitution (Chen et al. 2020, §3.3): what it tells controllers of itself, and
/// how it does what they order. Belongs to the broker's event loop.
final class Substitution implements Office {
  /// What was published and subscribed is gathered no more often than this.
  private static final long BEHAVIOUR_MILLIS = 2_000;

  /// Where a node is found.
  ///
  /// @param link its first address for links, empty where it has none
  /// @param service where clients connect
  /// @param http its status server
  record Addresses(String link, List<String> service, String http) {}

  private final Broker broker;
  private final Mesh mesh;
  private final FileJournal journal;
  private final Supplier<Addresses> addresses;
  @Var private Behaviour behaviour = Behaviour.NONE;
  @Var private long behaviourAt = Long.MIN_VALUE;

  Substitution(Broker broker, Mesh mesh, FileJournal journal, Supplier<Addresses> addresses) {
    this.broker = broker;
    this.mesh = mesh;
    this.journal = journal;
    this.addresses = addresses;
  }

  @Override
  public Status status(long now) {
    if (behaviourAt == Long.MIN_VALUE || now - behaviourAt >= BEHAVIOUR_MILLIS) {
      behaviourAt = now;
      behaviour = gathered();
    }
    BrokerCounts counts = broker.counts();
    Addresses at = addresses.get();
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
        Copy.NONE,
        List.of(),
        List.of(),
        List.of(),
        false,
        false,
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
    return Optional.of("this node has no part in substitution");
  }
}
