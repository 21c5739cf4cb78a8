package io.fieldway.controller.table;

import io.fieldway.routing.graph.Topology;
import io.fieldway.routing.reroute.Behaviour;
import io.fieldway.routing.topic.InvalidTopicException;
import io.fieldway.routing.topic.TopicFilter;
import io.fieldway.routing.topic.TopicLimits;
import io.fieldway.wire.control.Status;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Table 11 of the paper: for each broker what is published and subscribed through it, and whether
/// it is alive; and beside it who is linked to whom, and when each was heard.
///
/// It belongs to the controller's one thread.
public final class Table {
  private static final TopicLimits LIMITS = TopicLimits.defaults();

  private final int maxNodes;
  private final SortedMap<String, Row> rows = new TreeMap<>();
  private long tooMany;
  private long invalidFilters;

  /// @param maxNodes a node beyond is not taken in, and counted
  public Table(int maxNodes) {
    this.maxNodes = maxNodes;
  }

  /// A node that is known from before.
  public void know(String node, long now) {
    var _ = row(node, now);
  }

  /// The control connection to a node stands.
  public void connected(String node, long now) {
    row(node, now).ifPresent(row -> row.connect(now));
  }

  /// The control connection to a node has closed.
  public void disconnected(String node, long now) {
    Optional.ofNullable(rows.get(node)).ifPresent(row -> row.disconnect(now));
  }

  /// A node's status has come, over its own connection.
  public void heard(Status status, long now) {
    Optional<Row> found = row(status.node(), now);
    if (found.isEmpty()) {
      return;
    }
    Row row = found.get();
    row.hear(status, behaviour(row, status), now);
    for (String neighbour : status.links().keySet()) {
      row.linkSeen().put(neighbour, now);
      Optional.ofNullable(rows.get(neighbour))
          .ifPresent(other -> other.linkSeen().put(row.name(), now));
    }
  }

  /// All nodes, by name.
  public Collection<Row> rows() {
    return Collections.unmodifiableCollection(rows.values());
  }

  /// A node; empty where it is not known.
  public Optional<Row> row(String node) {
    return Optional.ofNullable(rows.get(node));
  }

  /// The node that carries another one on, or is about to, by its last word.
  public Optional<Row> carrier(String node) {
    return rows.values().stream().filter(row -> row.carries(node)).findFirst();
  }

  /// When anybody last said something that a dead node cannot have had a part in.
  public long signOfLife(String node) {
    Row row = rows.get(node);
    if (row == null) {
      return Row.NEVER;
    }
    return row.linkSeen().values().stream()
        .mapToLong(Long::longValue)
        .reduce(row.heardAt(), Math::max);
  }

  /// Nodes and links, where a link counts that either end has told of no longer than so many
  /// milliseconds ago.
  public Topology topology(long now, long within) {
    Topology topology = new Topology();
    for (Row row : rows.values()) {
      topology.add(row.name());
      row.linkSeen()
          .forEach((neighbour, seenAt) -> {
            if (now - seenAt <= within && rows.containsKey(neighbour)) {
              topology.link(row.name(), neighbour, cost(row, neighbour));
            }
          });
    }
    return topology;
  }

  /// Since when a node is missed: its connection has closed, or it was silent for the lease; now
  /// where it is not.
  public long missedSince(String node, long now, long lease) {
    return row(node).flatMap(row -> row.suspectedSince(now, lease)).orElse(now);
  }

  /// Nodes not taken in, as there are too many.
  public long tooMany() {
    return tooMany;
  }

  /// Filters of statuses left out, as they are none.
  public long invalidFilters() {
    return invalidFilters;
  }

  /// Who testifies, and what: empty where a node is dead by two witnesses, and otherwise why it is
  /// not.
  ///
  /// **Goals.** A node that serves is never taken for dead because the controller cannot reach it,
  /// and one that is dead is found as soon as its sockets have closed.
  ///
  /// **Constraints.** One suspicious party is not enough. Who is not heard itself does not testify.
  ///
  /// **Algorithm.** The first witness is the controller: the node's connection has closed, or it
  /// was silent for the lease. The second is every other node that the controller hears: after the
  /// first doubt each former neighbour must have said something, and what it said must have no link
  /// to the node, nor a way to it. At least one neighbour must have testified, unless the node had
  /// none in the last known topology.
  public Optional<String> objection(String node, long now, long lease) {
    Row suspect = rows.get(node);
    if (suspect == null) {
      return Optional.of("not known");
    }
    Optional<Long> since = suspect.suspectedSince(now, lease);
    if (since.isEmpty()) {
      return Optional.of(suspect.isConnected() ? "heard" : "not reached yet");
    }
    List<String> neighbours = lastNeighbours(suspect, lease);
    List<String> witnesses = new ArrayList<>();
    for (Row row : rows.values()) {
      if (!row.name().equals(node) && row.isHeard(now, lease)) {
        Optional<String> objection =
            objection(row, node, since.get(), neighbours.contains(row.name()));
        if (objection.isPresent()) {
          return objection;
        }
        witnesses.add(row.name());
      }
    }
    return neighbours.isEmpty() || neighbours.stream().anyMatch(witnesses::contains)
        ? Optional.empty()
        : Optional.of("none of its neighbours " + String.join(", ", neighbours) + " is heard");
  }

  private static Optional<String> objection(
      Row witness, String node, long since, boolean isNeighbour) {
    Optional<Status> word = witness.status();
    if (word.isEmpty()) {
      return Optional.empty();
    }
    if (isNeighbour && witness.heardAt() <= since) {
      return Optional.of("its neighbour " + witness.name() + " has not been heard since");
    }
    if (word.get().links().containsKey(node)) {
      return Optional.of(witness.name() + " has a link to it");
    }
    return word.get().reachable().contains(node)
        ? Optional.of(witness.name() + " has a way to it")
        : Optional.empty();
  }

  /// Those it was linked to when it was last heard.
  private static List<String> lastNeighbours(Row suspect, long lease) {
    return suspect.linkSeen().entrySet().stream()
        .filter(each -> each.getValue() >= suspect.heardAt() - lease)
        .map(each -> each.getKey())
        .sorted()
        .toList();
  }

  private static int cost(Row row, String neighbour) {
    long told = row.status().map(status -> status.links().getOrDefault(neighbour, 1L)).orElse(1L);
    return Math.clamp(told, 1, 1_000_000);
  }

  private Optional<Row> row(String node, long now) {
    Row known = rows.get(node);
    if (known != null) {
      return Optional.of(known);
    }
    if (rows.size() >= maxNodes) {
      tooMany++;
      return Optional.empty();
    }
    Row added = new Row(node, now);
    rows.put(node, added);
    return Optional.of(added);
  }

  /// The same object as before where nothing has changed, so that nobody compares it again.
  private Behaviour behaviour(Row row, Status status) {
    boolean isSame =
        row.status().filter(last -> last.behaviour().equals(status.behaviour())).isPresent();
    return isSame
        ? row.behaviour()
        : Behaviour.of(
            valid(status.behaviour().publishes()), valid(status.behaviour().subscribes()));
  }

  private List<String> valid(List<String> filters) {
    List<String> valid = new ArrayList<>(filters.size());
    for (String each : filters) {
      try {
        valid.add(TopicFilter.parse(each, LIMITS).filter());
      } catch (InvalidTopicException e) {
        invalidFilters++;
      }
    }
    return valid;
  }
}
