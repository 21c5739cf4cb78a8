package io.fieldway.node.mesh;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.broker.Onward;
import io.fieldway.node.kept.Kept;
import io.fieldway.node.kept.Kept.KeptTransit;
import io.fieldway.node.kept.Ledger;
import java.util.ArrayList;
import java.util.List;

/// The messages that this node answers for until the next one does, or until their destinations
/// have confirmed them.
final class Custody {
  private final CustodyConfig config;
  private final Ledger ledger;
  @Var private long messages;
  @Var private long bytes;

  Custody(CustodyConfig config, Ledger ledger) {
    this.config = config;
    this.ledger = ledger;
  }

  long messages() {
    return messages;
  }

  long bytes() {
    return bytes;
  }

  boolean hasRoom(long more) {
    return bytes + more <= config.maximumBytes() && ledger.hasRoom();
  }

  /// Takes a message with all its legs.
  void take(Transit transit) {
    Onward message = transit.message;
    List<Kept.Bound> bounds = new ArrayList<>(transit.legs.size());
    for (Leg leg : transit.legs) {
      bounds.add(
          new Kept.Bound(
              leg.node(),
              leg.sequence,
              leg.low,
              leg.destination.plain(),
              leg.destination.groups()));
    }
    transit.key =
        ledger.add(
            new KeptTransit(
                transit.origin,
                transit.incarnation,
                message.topic(),
                message.payload(),
                message.qos(),
                message.retain(),
                message.properties(),
                message.expiresAt(),
                message.time(),
                bounds));
    count(transit);
  }

  /// Counts a message that is kept already.
  void count(Transit transit) {
    transit.open = transit.legs.size();
    messages++;
    bytes += transit.bytes();
  }

  /// A leg is over for this node; with the last one the message is forgotten.
  void done(Leg leg) {
    if (leg.stage == Leg.Stage.DONE) {
      return;
    }
    leg.stage = Leg.Stage.DONE;
    Transit transit = leg.transit;
    if (--transit.open == 0) {
      ledger.remove(transit.key);
      transit.key = 0;
      messages--;
      bytes -= transit.bytes();
    }
  }
}
