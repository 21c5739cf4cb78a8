package io.fieldway.node.mesh;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.broker.Addressee;
import io.fieldway.node.broker.Onward;
import io.fieldway.node.kept.Kept;
import io.fieldway.node.kept.Kept.KeptTransit;
import io.fieldway.node.kept.Ledger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The messages that this node answers for until the next one does, or until their destinations
/// have confirmed them.
final class Custody {
  /// What is held for one destination.
  private static final class Share {
    @Var long bytes;
    @Var int legs;
  }

  private final CustodyConfig config;
  private final Ledger ledger;
  private final Map<String, Share> shares = new HashMap<>();
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

  /// Whether there is room for a message on its way.
  boolean hasRoom(Transit transit) {
    @Var boolean room = hasRoom(transit.bytes());
    for (int i = 0; room && i < transit.legs.size(); i++) {
      room = hasRoom(transit.legs.get(i).node(), transit.bytes());
    }
    return room || transit.isOldest();
  }

  /// Whether there is room for a message for some nodes.
  boolean hasRoom(long more, List<Addressee> addressees) {
    @Var boolean room = hasRoom(more);
    for (int i = 0; room && i < addressees.size(); i++) {
      room = hasRoom(addressees.get(i).node(), more);
    }
    return room;
  }

  private boolean hasRoom(long more) {
    return bytes + more <= config.maximumBytes() && ledger.hasRoom();
  }

  /// One destination has half of the room, so that others' messages pass though it takes none.
  private boolean hasRoom(String node, long more) {
    Share share = shares.get(node);
    return share == null || share.bytes + more <= config.maximumBytes() / 2;
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
    for (int i = 0; i < transit.legs.size(); i++) {
      Share share = shares.computeIfAbsent(transit.legs.get(i).node(), node -> new Share());
      share.bytes += transit.bytes();
      share.legs++;
    }
  }

  /// A leg is over for this node; with the last one the message is forgotten.
  void done(Leg leg) {
    if (leg.stage == Leg.Stage.DONE) {
      return;
    }
    leg.stage = Leg.Stage.DONE;
    Transit transit = leg.transit;
    Share share = shares.get(leg.node());
    if (share != null) {
      share.bytes -= transit.bytes();
      if (--share.legs == 0) {
        shares.remove(leg.node());
      }
    }
    if (--transit.open == 0) {
      ledger.remove(transit.key);
      transit.key = 0;
      messages--;
      bytes -= transit.bytes();
    }
  }
}
