package io.fieldway.node.mesh;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.broker.Onward;
import io.fieldway.node.kept.Kept;
import io.fieldway.node.link.Link;
import io.fieldway.node.network.CostRule;
import io.fieldway.node.network.LinkCost;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The messages that go over one link: those that wait for their turn, and those that the neighbour
/// has not acknowledged. Each copy carries the destinations that lie beyond the neighbour, and no
/// others.
final class Passage {
  /// A message on its way to some of its destinations.
  private record Copy(Transit transit, List<Leg> legs) {}

  final Link link;
  final LinkCost cost;
  private final Trail trail;
  private final ArrayDeque<Copy> unsent = new ArrayDeque<>();

  /// By packet id, which goes round.
  private final @Nullable Copy[] sent;

  @Var private int inflight;
  @Var private int lastId;

  Passage(Link link, CostRule rule, Trail trail) {
    this.link = link;
    this.cost = new LinkCost(rule);
    this.trail = trail;
    int ids = Integer.highestOneBit(Math.max(1, Math.min(link.receiveMaximum(), 0x7FFF))) * 2;
    this.sent = new Copy[ids];
  }

  int unsentCount() {
    return unsent.size();
  }

  int inflightCount() {
    return inflight;
  }

  /// Takes a copy, which leaves when its turn has come.
  void add(Transit transit, List<Leg> legs, long now) {
    for (int i = 0; i < legs.size(); i++) {
      legs.get(i).stage = Leg.Stage.QUEUED;
    }
    unsent.add(new Copy(transit, legs));
    pump(now);
  }

  /// Sends what the neighbour takes.
  void pump(long now) {
    while (!unsent.isEmpty() && hasWindow() && link.hasRoom()) {
      send(unsent.remove(), now);
    }
  }

  private boolean hasWindow() {
    return inflight < link.receiveMaximum() && inflight < sent.length - 1;
  }

  private void send(Copy copy, long now) {
    if (isDone(copy.legs)) {
      return; // confirmed meanwhile
    }
    @Var int id = lastId;
    do {
      id = (id + 1) % sent.length;
    } while (id == 0 || sent[id] != null);
    lastId = id;
    sent[id] = copy;
    inflight++;
    send(publish(copy.transit, copy.legs, QoS.AT_LEAST_ONCE, id, now));
    trail.forwarded(copy.transit, copy.legs, link.peer(), now);
  }

  private static boolean isDone(List<Leg> legs) {
    for (@Var int i = 0; i < legs.size(); i++) {
      if (legs.get(i).stage != Leg.Stage.DONE) {
        return false;
      }
    }
    return true;
  }

  /// Sends a copy at QoS 0; false where the link takes none now.
  boolean sendUnacknowledged(Transit transit, List<Leg> legs, long now) {
    if (!link.hasRoom()) {
      return false;
    }
    send(publish(transit, legs, QoS.AT_MOST_ONCE, 0, now));
    trail.forwarded(transit, legs, link.peer(), now);
    return true;
  }

  private void send(Publish message) {
    link.flow().sent(message);
    link.send(message);
  }

  private static Publish publish(Transit transit, List<Leg> legs, QoS qos, int id, long now) {
    Onward message = transit.message;
    long expiry =
        message.expiresAt() == Kept.NEVER
            ? -1
            : Math.max(0, (message.expiresAt() - now + 999) / 1000);
    return new Publish(
        message.topic(),
        message.payload(),
        qos,
        message.retain(),
        false,
        id,
        Header.write(transit, transit.hops - 1, legs, expiry));
  }

  /// PUBACK: the legs of which the neighbour answers now, or none where the id was not in use.
  List<Leg> acknowledged(int packetId) {
    Copy copy = packetId < sent.length ? sent[packetId] : null;
    if (copy == null) {
      return List.of();
    }
    sent[packetId] = null;
    inflight--;
    return copy.legs;
  }

  /// Calls for each leg that goes over this link and is not acknowledged.
  void forEach(Consumer<Leg> action) {
    for (Copy copy : sent) {
      if (copy != null) {
        copy.legs.forEach(action);
      }
    }
    unsent.forEach(copy -> copy.legs.forEach(action));
  }

  /// What has not left yet.
  List<Leg> takeBack() {
    List<Leg> legs = new ArrayList<>();
    unsent.forEach(copy -> legs.addAll(copy.legs));
    unsent.clear();
    return legs;
  }

  /// What is for this node alone and has not left yet.
  List<Leg> takeBack(String node) {
    List<Leg> legs = new ArrayList<>();
    unsent.removeIf(copy -> {
      boolean alone = copy.legs.size() == 1 && copy.legs.getFirst().node().equals(node);
      if (alone) {
        legs.add(copy.legs.getFirst());
      }
      return alone;
    });
    return legs;
  }

  /// The link is down: all that the neighbour has not acknowledged, in the order of its going.
  List<Leg> abandon() {
    List<Leg> legs = new ArrayList<>();
    for (int i = 1; i <= sent.length; i++) {
      Copy copy = sent[(lastId + i) % sent.length];
      if (copy != null) {
        legs.addAll(copy.legs);
      }
    }
    Arrays.fill(sent, null);
    inflight = 0;
    legs.addAll(takeBack());
    return legs;
  }
}
