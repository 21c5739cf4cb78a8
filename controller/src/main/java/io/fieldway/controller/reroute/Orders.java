package io.fieldway.controller.reroute;

import io.fieldway.controller.reroute.Decision.Armed;
import io.fieldway.controller.reroute.Decision.Died;
import io.fieldway.controller.reroute.Decision.Drained;
import io.fieldway.controller.table.Row;
import io.fieldway.controller.table.Table;
import io.fieldway.wire.control.Adopt;
import io.fieldway.wire.control.AdoptionState;
import io.fieldway.wire.control.Arm;
import io.fieldway.wire.control.Beat;
import io.fieldway.wire.control.Claim;
import io.fieldway.wire.control.Copy;
import io.fieldway.wire.control.Disarm;
import io.fieldway.wire.control.Drain;
import io.fieldway.wire.control.Order;
import io.fieldway.wire.control.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is to be said to the nodes, from what was decided and what they show of it: an order is
/// repeated with every beat until the node's status shows its effect.
final class Orders {
  private record Key(String receiver, String type, String node) {}

  private record Last(long number, long at) {}

  private final String self;
  private final long beat;
  private final Table table;
  private final Ledger ledger;
  private final Election election;
  private final Map<String, Long> beaten = new HashMap<>();
  private final Map<String, Long> asked = new HashMap<>();
  private final Map<Key, Last> given = new HashMap<>();

  Orders(String self, RerouteConfig config, Table table, Ledger ledger, Election election) {
    this.self = self;
    this.beat = config.beat().toMillis();
    this.table = table;
    this.ledger = ledger;
    this.election = election;
  }

  /// What is due.
  List<Sent> due(long now) {
    List<Sent> due = new ArrayList<>();
    for (Row row : table.rows()) {
      if (row.isConnected()) {
        beat(row, now, due);
        if (election.asks(row) && now - asked.getOrDefault(row.name(), now - beat) >= beat) {
          asked.put(row.name(), now);
          due.add(new Sent(row.name(), new Claim(self, election.term())));
        }
        if (election.isActing() && row.status().isPresent()) {
          orders(row, row.status().get(), now).forEach(order -> give(row.name(), order, now, due));
        }
      }
    }
    return due;
  }

  /// When the last order to adopt a node was given; long ago where none was.
  long adoptGivenAt(String node) {
    return given.entrySet().stream()
        .filter(each -> each.getKey().type().equals("adopt") && each.getKey().node().equals(node))
        .mapToLong(each -> each.getValue().at())
        .max()
        .orElse(Long.MIN_VALUE / 2);
  }

  /// A dead node gets no beat of an acting controller: with one it might serve.
  private void beat(Row row, long now, List<Sent> due) {
    boolean isActing =
        election.isActing() && !(ledger.handover(row.name()).orElse(null) instanceof Died);
    Key key = new Key(row.name(), "beat", row.name());
    Last last = given.get(key);
    boolean isDue = last == null || now - last.at() >= beat || last.number() != (isActing ? 1 : 0);
    if (isDue) {
      given.put(key, new Last(isActing ? 1 : 0, now));
      if (isActing && row.status().isPresent()) {
        beaten.put(row.name(), row.heardAt()); // its lease begins with the status that is echoed
      }
      long echo = row.status().map(Status::clock).orElse(0L);
      // A grant is kept alive by beats of its term, which a controller that does not act must not
      // do.
      long term = election.isActing() ? election.term() : 0;
      due.add(new Sent(row.name(), new Beat(self, term, isActing, echo)));
    }
  }

  private List<Order> orders(Row row, Status status, long now) {
    List<Order> orders = new ArrayList<>();
    own(status).ifPresent(orders::add);
    for (String node : ledger.known()) {
      ledger.handover(node).flatMap(handover -> adopt(handover, row, now)).ifPresent(orders::add);
    }
    return orders;
  }

  /// What the node is to do with its own.
  private Optional<Order> own(Status status) {
    String node = status.node();
    Copy copy = status.copy();
    Optional<Decision> handover = ledger.handover(node);
    if (handover.isPresent()) {
      return handover.get() instanceof Drained drained
              && !status.isDrained()
              && status.epoch() == drained.epoch()
          ? Optional.of(new Drain(election.term(), node, drained.number(), status.clock()))
          : Optional.empty();
    }
    Optional<Armed> armed = ledger.armed(node);
    if (armed.isEmpty()) {
      // A node that shows a substitute of which nothing was decided here was armed by another.
      long decided = ledger.decided(node);
      return copy.substitute().isEmpty() || copy.number() > decided
          ? Optional.empty()
          : Optional.of(new Disarm(election.term(), node, decided, status.clock()));
    }
    Armed plan = armed.get();
    boolean isShown = copy.substitute().equals(plan.substitute()) && copy.number() == plan.number();
    return isShown
        ? Optional.empty()
        : Optional.of(
            new Arm(
                election.term(),
                node,
                plan.substitute(),
                plan.address(),
                plan.number(),
                status.clock()));
  }

  /// What a substitute is to do with another.
  private Optional<Order> adopt(Decision handover, Row receiver, long now) {
    return switch (handover) {
      case Died died when died.substitute().equals(receiver.name()) ->
          adopt(died.node(), died.number(), receiver, now);
      case Drained drained
          when drained.substitute().equals(receiver.name()) && hasStopped(drained) ->
          adopt(drained.node(), drained.number(), receiver, now);
      default -> Optional.empty();
    };
  }

  private Optional<Order> adopt(String node, long number, Row receiver, long now) {
    boolean isShown =
        receiver
            .adoptionOf(node)
            .filter(each ->
                receiver.carries(node)
                    || (each.number() == number && each.state() == AdoptionState.CLOSED))
            .isPresent();
    boolean isHeardAgain = table.row(node).filter(row -> row.isHeard(now, 2 * beat)).isPresent();
    return isShown || (isHeardAgain && ledger.handover(node).orElse(null) instanceof Died)
        ? Optional.empty()
        : Optional.of(
            new Adopt(
                election.term(),
                node,
                number,
                quiet(node, now),
                receiver.status().map(Status::clock).orElse(0L)));
  }

  private boolean hasStopped(Drained drained) {
    return table.row(drained.node()).flatMap(Row::status).filter(Status::isDrained).isPresent();
  }

  /// How long ago the last lease of the node began, at least: none of another controller's later
  /// than this one began.
  private Duration quiet(String node, long now) {
    long last = Math.max(election.actingSince(), beaten.getOrDefault(node, Long.MIN_VALUE));
    return Duration.ofMillis(Math.max(0, now - last));
  }

  private void give(String receiver, Order order, long now, List<Sent> due) {
    Key key = new Key(receiver, order.type(), order.node());
    Last last = given.get(key);
    if (last == null || last.number() != order.number() || now - last.at() >= beat) {
      given.put(key, new Last(order.number(), now));
      due.add(new Sent(receiver, order));
    }
  }
}
