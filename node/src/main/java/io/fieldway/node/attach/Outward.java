package io.fieldway.node.attach;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.attach.Witness.Way;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Pubcomp;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.Pubrec;
import io.fieldway.node.packet.Pubrel;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;

/// From this broker to the other: messages under the packet ids they have here, and
/// acknowledgements back. The session here keeps a message until the other broker has acknowledged
/// it.
final class Outward {
  private static final int IDS = 65_535;

  private final Wire wire;
  private final Terms terms;
  private final Allowance allowance;
  private final Suspicion suspicion;
  private final Counters counters;

  /// What was sent and neither PUBACK nor PUBREC has come for.
  private final Map<Integer, Publish> unanswered = new LinkedHashMap<>();

  /// What waits for these where messages go one by one.
  private final Queue<Publish> line = new ArrayDeque<>(0);

  /// Packet ids in use there.
  private final BitSet used = new BitSet();

  /// Of messages that are at QoS 2 here, and at QoS 1 there.
  private final BitSet lowered = new BitSet();

  @Var private int last;

  Outward(Wire wire, Terms terms, Allowance allowance, Suspicion suspicion, Counters counters) {
    this.wire = wire;
    this.terms = terms;
    this.allowance = allowance;
    this.suspicion = suspicion;
    this.counters = counters;
  }

  int unacknowledged() {
    return unanswered.size() + line.size();
  }

  /// PUBLISH from here.
  void publish(Publish publish) {
    if (publish.qos() == QoS.AT_MOST_ONCE) {
      send(publish);
    } else if (suspicion.isGuilty(publish)) {
      refuse(publish, suspicion.reason(), "the other broker has ended the connection over it");
    } else if (suspicion.isCareful()) {
      line.add(publish);
      proceed();
    } else {
      send(publish);
    }
  }

  /// PUBACK from there.
  void acknowledged(Puback puback) {
    int id = puback.packetId();
    answered(id, puback.reason());
    used.clear(id);
    if (lowered.get(id)) {
      lowered.clear(id);
      wire.toLocal(new Pubrec(id, puback.reason(), Properties.NONE));
    } else {
      wire.toLocal(new Puback(id, puback.reason(), Properties.NONE));
    }
    proceed();
  }

  /// PUBREC from there.
  void received(Pubrec pubrec) {
    answered(pubrec.packetId(), pubrec.reason());
    if (pubrec.reason().isRefusal()) {
      used.clear(pubrec.packetId());
    }
    wire.toLocal(new Pubrec(pubrec.packetId(), pubrec.reason(), Properties.NONE));
    proceed();
  }

  /// PUBREL from here, which one that knows no QoS 2 is not told.
  void released(Pubrel pubrel) {
    if (allowance.maximumQos() != QoS.EXACTLY_ONCE) {
      wire.toLocal(Pubcomp.of(pubrel.packetId()));
      return;
    }
    used.set(pubrel.packetId());
    wire.toForeign(new Pubrel(pubrel.packetId(), pubrel.reason(), Properties.NONE));
  }

  /// PUBCOMP from there.
  void completed(Pubcomp pubcomp) {
    used.clear(pubcomp.packetId());
    wire.toLocal(Pubcomp.of(pubcomp.packetId()));
  }

  /// The other broker has ended the connection.
  void ended(ReasonCode why) {
    suspicion.ended(why, unanswered.keySet());
  }

  /// A packet id for SUBSCRIBE, far from those that messages have [MQTT-2.2.1-3].
  int freeId() {
    @Var int id = (last + IDS / 2) % IDS + 1;
    while (used.get(id)) {
      id = id % IDS + 1;
    }
    return id;
  }

  private void proceed() {
    while (!line.isEmpty() && unanswered.isEmpty()) {
      send(line.remove());
    }
    if (suspicion.isCareful() && line.isEmpty() && unanswered.isEmpty()) {
      suspicion.over();
    }
  }

  private void send(Publish publish) {
    QoS qos = publish.qos().atMost(allowance.maximumQos());
    Publish marked =
        Mark.outward(publish, qos, publish.retain() && allowance.retain(), terms.mark());
    if (!allowance.fits(marked)) { // [MQTT-3.2.2-15]
      refuse(publish, ReasonCode.PACKET_TOO_LARGE, "it is larger than the other broker takes");
      return;
    }
    counters.out += publish.dup() ? 0 : 1;
    int id = publish.packetId();
    if (qos != QoS.AT_MOST_ONCE) {
      unanswered.put(id, publish);
      used.set(id);
      lowered.set(id, qos != publish.qos());
      last = id;
    }
    wire.toForeign(marked);
    if (qos == QoS.AT_MOST_ONCE) {
      answer(publish, ReasonCode.SUCCESS); // nobody else will
    }
  }

  private void answered(int id, ReasonCode reason) {
    Publish publish = unanswered.remove(id);
    if (reason.isRefusal()) {
      String topic = publish == null ? "" : publish.topic();
      wire.refused(Way.OUT, reason, topic, "the other broker does not take it");
    }
  }

  private void refuse(Publish publish, ReasonCode reason, String why) {
    wire.refused(Way.OUT, reason, publish.topic(), why);
    answer(publish, reason);
  }

  private void answer(Publish publish, ReasonCode reason) {
    switch (publish.qos()) {
      case AT_MOST_ONCE -> {}
      case AT_LEAST_ONCE -> wire.toLocal(new Puback(publish.packetId(), reason, Properties.NONE));
      case EXACTLY_ONCE -> wire.toLocal(new Pubrec(publish.packetId(), reason, Properties.NONE));
    }
  }
}
