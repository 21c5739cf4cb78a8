package io.fieldway.node.control;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.link.Certified;
import io.fieldway.node.link.Guest;
import io.fieldway.node.link.Guests;
import io.fieldway.node.link.LinkOutbound;
import io.fieldway.node.link.Self;
import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Connect;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.UserProperty;
import io.fieldway.node.packet.Version;
import io.fieldway.wire.Json;
import io.fieldway.wire.control.Beat;
import io.fieldway.wire.control.Claim;
import io.fieldway.wire.control.ControlMessage;
import io.fieldway.wire.control.ControlWords;
import io.fieldway.wire.control.Order;
import io.fieldway.wire.control.RefusedOrder;
import io.fieldway.wire.control.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Where a node hears controllers and answers them, without I/O. Each has one connection, which it
/// has opened where nodes connect; what it says is taken at once, and what the node says goes to
/// all of them.
///
/// *At the bounds.* More controllers than [ControlConfig#maximumControllers] are refused with Quota
/// exceeded; one that says nothing for [ControlConfig#silence] is cut off; a status that does not
/// leave in time is followed by newer ones only once it has left.
public final class ControlDesk implements Guests {
  private final String mesh;
  private final String node;
  private final ControlConfig config;
  private final Grants grants;
  private final Office office;
  private final List<ControlEnd> ends = new ArrayList<>();
  private final Deque<RefusedOrder> refusals = new ArrayDeque<>();
  private final Counters counters = new Counters();
  @Var private long toldAt = Long.MIN_VALUE;
  @Var private List<Object> told = List.of();

  /// A desk that nobody has come to.
  ///
  /// @param mesh the mesh of the node
  /// @param node its name
  public ControlDesk(String mesh, String node, ControlConfig config, Grants grants, Office office) {
    this.mesh = mesh;
    this.node = node;
    this.config = config;
    this.grants = grants;
    this.office = office;
  }

  @Override
  public Optional<Guest> received(Connect connect, LinkOutbound out, long now) {
    Optional<String> controller = user(connect, ControlWords.CONTROLLER);
    if (controller.isEmpty()) {
      return Optional.empty();
    }
    ControlEnd end = new ControlEnd(this, controller.get(), out, now);
    Optional<String> fault = fault(controller.get(), connect, out.certified());
    if (fault.isPresent()) {
      counters.refused++;
      end.refuse(ReasonCode.NOT_AUTHORIZED, fault.get());
    } else if (ends.size() >= config.maximumControllers()) {
      counters.refused++;
      end.refuse(
          ReasonCode.QUOTA_EXCEEDED,
          "expected at most " + config.maximumControllers() + " controllers at one time");
    } else {
      welcome(end, out, now);
    }
    return Optional.of(end);
  }

  private Optional<String> fault(
      String controller, Connect connect, Optional<Certified> certified) {
    String of = user(connect, ControlWords.MESH).orElse("");
    if (connect.version() != Version.MQTT_5) {
      return Optional.of("expected a controller that speaks MQTT 5");
    }
    if (!of.equals(mesh)) {
      return Optional.of(
          "expected a controller of the mesh " + quoted(mesh) + ", got one of " + quoted(of));
    }
    if (!connect.clientId().equals(controller)) {
      return Optional.of(
          "expected the controller's name as its client id, got " + quoted(connect.clientId()));
    }
    Optional<Certified> other =
        certified.filter(shown -> !shown.isController() || !shown.name().equals(controller));
    return other
        .map(shown ->
            "expected the certificate of the controller "
                + quoted(controller)
                + ", got that of "
                + shown
                + "; fieldway mesh invite --controller lets one in")
        .or(() -> Self.fault(controller));
  }

  private void welcome(ControlEnd end, LinkOutbound out, long now) {
    for (ControlEnd former : List.copyOf(ends)) {
      if (former.controller().equals(end.controller())) {
        former.end(ReasonCode.SESSION_TAKEN_OVER, "the controller has another connection");
      }
    }
    out.send(
        new Connack(
            false,
            ReasonCode.SUCCESS,
            Properties.builder()
                .put(Property.MAXIMUM_QOS, 0)
                .user(ControlWords.MESH, mesh)
                .user(ControlWords.NODE, node)
                .build()));
    ends.add(end);
    tell(now);
  }

  private static Optional<String> user(Connect connect, String name) {
    return connect.properties().userProperties().stream()
        .filter(each -> each.name().equals(name))
        .map(UserProperty::value)
        .findFirst();
  }

  private static String quoted(String text) {
    return Json.brief(text.replaceAll("\\p{Cntrl}", "?"));
  }

  /// Takes what a controller says.
  void take(ControlEnd from, ControlMessage message, long now) {
    counters.received++;
    switch (message) {
      case Beat beat when beat.controller().equals(from.controller()) -> grants.beat(beat, now);
      case Claim claim when claim.controller().equals(from.controller()) ->
          grants.claimed(claim, now);
      case Beat _, Claim _ ->
          from.breach(
              ReasonCode.PROTOCOL_ERROR, "a controller speaks for itself, and not for another");
      case Order order -> {
        grants
            .fault(from.controller(), order)
            .or(() -> staleness(order, now))
            .or(() -> office.obey(order, now))
            .ifPresent(why -> refuse(order, why));
        tell(now);
      }
    }
  }

  /// Why an order is too old; empty where it is not.
  private static Optional<String> staleness(Order order, long now) {
    long age = now - order.echo();
    return age >= 0 && age <= Order.FRESH.toMillis()
        ? Optional.empty()
        : Optional.of(
            "expected an order that answers what this node said at most %d ms ago, got one of %d"
                .formatted(Order.FRESH.toMillis(), age));
  }

  private void refuse(Order order, String why) {
    counters.refusedOrders++;
    RefusedOrder refused = RefusedOrder.of(order, why);
    refusals.remove(refused);
    refusals.addLast(refused);
    while (refusals.size() > Status.MAX_REFUSALS) {
      refusals.removeFirst();
    }
  }

  /// Lets time pass; to be called about ten times a second.
  public void tick(long now) {
    for (ControlEnd end : List.copyOf(ends)) {
      if (now - end.heardAt() > config.silence().toMillis()) {
        gone(end);
        end.end(ReasonCode.KEEP_ALIVE_TIMEOUT, "nothing was heard for " + config.silence());
      }
    }
    if (ends.isEmpty()) {
      return;
    }
    Status status = status(now);
    if (now - toldAt >= config.statusInterval().toMillis() || !essence(status).equals(told)) {
      tell(status, now);
    }
  }

  /// Whether any controller is connected.
  public boolean isAttended() {
    return !ends.isEmpty();
  }

  /// What was counted.
  public ControlCounts counts() {
    return new ControlCounts(
        ends.size(),
        counters.received,
        counters.refused,
        counters.refusedOrders,
        counters.malformed);
  }

  /// Whom the node obeys.
  public Grants grants() {
    return grants;
  }

  /// Tells all controllers how the node stands.
  public void tell(long now) {
    if (!ends.isEmpty()) {
      tell(status(now), now);
    }
  }

  private void tell(Status status, long now) {
    toldAt = now;
    told = essence(status);
    String payload = Json.write(status.json());
    ends.forEach(end -> end.tell(payload));
  }

  private Status status(long now) {
    return office.status(now).with(grants.shown(now), List.copyOf(refusals), now);
  }

  /// What is told at once when it changes.
  private static List<Object> essence(Status status) {
    return List.of(
        status.granted().map(grant -> grant.controller() + ' ' + grant.term()),
        status.service(),
        status.links(),
        status.reachable(),
        status.copy().state(),
        status.copy().substitute(),
        status.copy().number(),
        status.holds().stream()
            .map(hold -> List.of(hold.node(), hold.isWhole(), hold.isConnected()))
            .toList(),
        status.adopts().stream().map(each -> List.of(each.node(), each.state())).toList(),
        status.isFenced(),
        status.isDrained());
  }

  void gone(ControlEnd end) {
    ends.remove(end);
  }

  Counters counters() {
    return counters;
  }
}
