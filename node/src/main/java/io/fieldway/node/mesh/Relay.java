package io.fieldway.node.mesh;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.broker.Broker;
import io.fieldway.node.broker.Onward;
import io.fieldway.node.kept.Kept;
import io.fieldway.node.kept.Ledger;
import io.fieldway.node.link.Link;
import io.fieldway.node.network.Network;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import java.util.ArrayList;
import java.util.List;

/// Takes the messages that neighbours hand over: those for this node to their sessions, the others
/// on; and answers for them.
final class Relay {
  private static final String LOOPED = "it came back to where it was published";

  private final String self;
  private final int maximumHops;
  private final Ledger ledger;
  private final Broker broker;
  private final Network network;
  private final Custody custody;
  private final Forwarder forwarder;
  private final Destination destination;
  private final Receipts receipts;
  private final Counters counters;

  Relay(
      String self,
      int maximumHops,
      Ledger ledger,
      Broker broker,
      Network network,
      Custody custody,
      Forwarder forwarder,
      Destination destination,
      Receipts receipts,
      Counters counters) {
    this.self = self;
    this.maximumHops = maximumHops;
    this.ledger = ledger;
    this.broker = broker;
    this.network = network;
    this.custody = custody;
    this.forwarder = forwarder;
    this.destination = destination;
    this.receipts = receipts;
    this.counters = counters;
  }

  /// A message has come from a neighbour.
  void message(Link link, Publish publish, long now) {
    Header header;
    try {
      header = Header.read(publish.properties());
    } catch (InvalidHeaderException e) {
      counters.malformed++;
      link.close(ReasonCode.PROTOCOL_ERROR, String.valueOf(e.getMessage()), now);
      return;
    }
    Transit transit =
        new Transit(
            header.origin(),
            header.incarnation(),
            onward(publish, header, now),
            Math.min(header.hops(), maximumHops));
    transit.from = link.peer();
    if (!network.crossings().mayCome(publish.topic(), link.peer())) {
      counters.importsRefused++;
      ends(header, transit, Step.Fate.REFUSED, "it may not come from there", now);
      if (publish.qos() != QoS.AT_MOST_ONCE) {
        link.send(new Puback(publish.packetId(), ReasonCode.NOT_AUTHORIZED, Properties.NONE));
      }
      return;
    }
    if (publish.qos() == QoS.AT_MOST_ONCE) {
      unacknowledged(header, transit, now);
      return;
    }
    if (header.origin().equals(self)) {
      counters.looped++; // it is in custody here still
      ends(header, transit, Step.Fate.DROPPED, LOOPED, now);
    } else if (!take(header, transit, now)) {
      counters.refusedFull++;
      ends(header, transit, Step.Fate.REFUSED, "this node has no room", now);
      link.send(new Puback(publish.packetId(), ReasonCode.QUOTA_EXCEEDED, Properties.NONE));
      return;
    }
    // What was delivered is written before the boundary, behind this position.
    receipts.owe(ledger.position() + (destination.isChanged() ? 1 : 0), link, publish.packetId());
  }

  /// Whether it is another node that this one has heard of. What comes from others, or for them,
  /// can be let go: its source has it until it is confirmed.
  boolean isKnown(String node) {
    return !node.equals(self) && network.nodes().contains(node);
  }

  /// Takes a message into custody as far as it is new here; false where there is no room.
  private boolean take(Header header, Transit transit, long now) {
    @Var Leg here = null;
    boolean isFromKnown = isKnown(header.origin());
    for (Header.Destination each : header.destinations()) {
      boolean mine = each.addressee().node().equals(self);
      if (!mine && transit.hops <= 0) {
        counters.hopLimits++;
        ends(each, transit, Step.Fate.DROPPED, Forwarder.HOP_LIMIT, now);
      } else if (mine ? !isFromKnown : !isKnown(each.addressee().node())) {
        counters.abandoned++;
        ends(each, transit, Step.Fate.DROPPED, "its origin, or whom it is for, is not known", now);
      } else if (!mine) {
        transit.legs.add(new Leg(transit, each.addressee(), each.sequence(), each.low()));
      } else if (destination.isNew(header.origin(), header.incarnation(), each, now)) {
        Leg leg = new Leg(transit, each.addressee(), each.sequence(), each.low());
        if (!destination.isNext(header.origin(), each) || !destination.deliver(leg, now)) {
          here = leg;
        }
      } else {
        ends(each, transit, Step.Fate.DROPPED, "it was here before", now);
      }
    }
    List<Leg> onward = List.copyOf(transit.legs);
    if (here != null) {
      transit.legs.add(here);
    }
    if (transit.legs.isEmpty()) {
      return true;
    }
    if (!custody.hasRoom(transit)) {
      return false;
    }
    custody.take(transit);
    if (here != null) {
      destination.hold(here, now);
    }
    if (!onward.isEmpty()) {
      counters.forwarded++;
      forwarder.forward(transit, onward, now);
    }
    return true;
  }

  private void ends(Header header, Transit transit, Step.Fate fate, String why, long now) {
    header.destinations().forEach(each -> ends(each, transit, fate, why, now));
  }

  private void ends(
      Header.Destination each, Transit transit, Step.Fate fate, String why, long now) {
    forwarder.trail().ends(transit, each.addressee().node(), each.sequence(), "", fate, why, now);
  }

  private void unacknowledged(Header header, Transit transit, long now) {
    if (header.origin().equals(self)) {
      counters.looped++;
      ends(header, transit, Step.Fate.DROPPED, LOOPED, now);
      return;
    }
    List<Leg> onward = new ArrayList<>(0);
    for (Header.Destination each : header.destinations()) {
      if (each.addressee().node().equals(self)) {
        counters.arrived++;
        forwarder.trail().delivered(transit, self, 0, now);
        broker.arrives(transit.message, header.origin(), each.addressee(), now);
      } else {
        onward.add(new Leg(transit, each.addressee(), 0, 0));
      }
    }
    if (!onward.isEmpty()) {
      forwarder.forwardUnacknowledged(transit, onward, now);
    }
  }

  private static Onward onward(Publish publish, Header header, long now) {
    long expiry = publish.properties().number(Property.MESSAGE_EXPIRY_INTERVAL, -1);
    return new Onward(
        publish.topic(),
        publish.payload(),
        header.qos(),
        publish.retain(),
        Header.strip(publish.properties()),
        expiry < 0 ? Kept.NEVER : now + expiry * 1000,
        header.time());
  }
}
