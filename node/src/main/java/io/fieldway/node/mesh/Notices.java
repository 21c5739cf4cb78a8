package io.fieldway.node.mesh;

import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.wire.Bytes;

/// What sources and destinations say to each other, and what this node passes on of it. It may be
/// lost: who misses an answer asks again.
final class Notices {
  static final String TOPIC = "$fieldway/notice";

  private final String self;
  private final Relay relay;
  private final Source source;
  private final Destination destination;
  private final Forwarder forwarder;
  private final Counters counters;

  Notices(
      String self,
      Relay relay,
      Source source,
      Destination destination,
      Forwarder forwarder,
      Counters counters) {
    this.self = self;
    this.relay = relay;
    this.source = source;
    this.destination = destination;
    this.forwarder = forwarder;
    this.counters = counters;
  }

  /// What nodes say to each other goes at QoS 0: a link loses nothing while it lives.
  static Publish control(String topic, Bytes payload) {
    return new Publish(topic, payload, QoS.AT_MOST_ONCE, false, false, 0, Properties.NONE);
  }

  /// A neighbour has passed on a notice.
  void received(Bytes payload, long now) {
    Notice.read(payload)
        .ifPresentOrElse(notice -> noticed(notice, now), () -> counters.malformed++);
  }

  private void noticed(Notice notice, long now) {
    if (!notice.to().equals(self)) {
      if (notice.hops() > 0) {
        send(notice.passed());
      } else {
        counters.hopLimits++;
      }
      return;
    }
    switch (notice) {
      case Notice.Confirm confirm -> source.confirmed(confirm, now).ifPresent(this::send);
      case Notice.Probe probe -> {
        if (relay.isKnown(probe.from())) {
          destination.probed(probe, now);
          tell();
        }
      }
    }
  }

  /// Tells the sources what has become durable here.
  void tell() {
    for (Notice.Confirm confirm : destination.news()) {
      if (send(confirm)) {
        destination.told(confirm.to());
      }
    }
  }

  /// Whether a way leads there.
  boolean send(Notice notice) {
    Passage passage = forwarder.hop(notice.to());
    if (passage == null) {
      return false;
    }
    passage.link.send(control(TOPIC, notice.write()));
    return true;
  }
}
