package io.fieldway.node.mesh;

import io.fieldway.node.broker.Addressee;
import io.fieldway.node.broker.Onward;
import io.fieldway.node.kept.Kept;
import io.fieldway.node.kept.Kept.KeptGrant;
import io.fieldway.node.kept.Kept.KeptIdentity;
import io.fieldway.node.kept.Kept.KeptIncoming;
import io.fieldway.node.kept.Kept.KeptOutgoing;
import io.fieldway.node.kept.Kept.KeptTransit;
import java.util.Map;
import java.util.TreeMap;

/// Takes up the messages that a journal kept. Keys rise with time, so that messages in the order of
/// their keys are in the order of their streams.
final class Restore {
  private final String self;
  private final int hops;
  private final Source source;
  private final Destination destination;
  private final Custody custody;
  private final Forwarder forwarder;

  Restore(
      String self,
      int hops,
      Source source,
      Destination destination,
      Custody custody,
      Forwarder forwarder) {
    this.self = self;
    this.hops = hops;
    this.source = source;
    this.destination = destination;
    this.custody = custody;
    this.forwarder = forwarder;
  }

  void all(Map<Long, Kept.OfMesh> survived, long now) {
    TreeMap<Long, KeptTransit> transits = new TreeMap<>();
    survived.forEach((key, value) -> {
      switch (value) {
        case KeptTransit kept -> transits.put(key, kept);
        case KeptIncoming kept -> destination.restore(key, kept);
        case KeptOutgoing kept -> source.restore(key, kept);
        case KeptIdentity done -> {}
        case KeptGrant others -> {} // of the node's part with controllers
      }
    });
    transits.forEach((key, kept) -> transit(key, kept, now));
  }

  private void transit(long key, KeptTransit kept, long now) {
    Transit transit =
        new Transit(
            kept.origin(),
            kept.incarnation(),
            new Onward(
                kept.topic(),
                kept.payload(),
                kept.qos(),
                kept.retain(),
                kept.properties(),
                kept.expiresAt(),
                kept.time()),
            hops);
    transit.key = key;
    for (Kept.Bound bound : kept.bounds()) {
      transit.legs.add(
          new Leg(
              transit,
              new Addressee(bound.node(), bound.plain(), bound.groups()),
              bound.sequence(),
              bound.low()));
    }
    custody.count(transit);
    for (Leg leg : transit.legs) {
      if (transit.origin.equals(self)) {
        source.restore(leg);
      } else if (leg.node().equals(self)) {
        destination.restore(leg, now);
      } else {
        forwarder.await(leg);
      }
    }
  }
}
