package io.fieldway.node.attach;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.attach.Witness.Way;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.Pubrec;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.routing.topic.TopicName;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// From the other broker to this one: messages under the packet ids they have there, and
/// acknowledgements back. The session there keeps a message until this broker has acknowledged it.
///
/// What finds no room here is offered again, and not acknowledged meanwhile: that holds the other
/// broker back.
final class Inward {
  private static final long OFFER_MILLIS = 1_000;

  /// @param since when it was offered first
  private record Offered(Publish publish, long since) {}

  private final Wire wire;
  private final Terms terms;
  private final Counters counters;

  /// Messages that this broker has not answered for.
  private final Map<Integer, Offered> offered = new HashMap<>();

  /// Messages that found no room, and those of their topics that came after them.
  private final Map<Integer, Offered> held = new LinkedHashMap<>();

  @Var private long nextOffer;

  Inward(Wire wire, Terms terms, Counters counters) {
    this.wire = wire;
    this.terms = terms;
    this.counters = counters;
  }

  /// PUBLISH from there.
  void publish(Publish publish, long now) {
    if (publish.topic().isEmpty() || publish.properties().has(Property.TOPIC_ALIAS)) {
      wire.breach(ReasonCode.TOPIC_ALIAS_INVALID, "a topic alias, where none is taken");
      return;
    }
    if (publish.qos() != QoS.AT_MOST_ONCE && isUnanswered(publish.packetId())) {
      wire.breach(ReasonCode.PROTOCOL_ERROR, "a packet id that is in use [MQTT-2.2.1-4]");
      return;
    }
    Optional<String> fault = fault(publish);
    if (fault.isPresent()) {
      ReasonCode reason = ReasonCode.TOPIC_NAME_INVALID;
      wire.refused(Way.IN, reason, publish.topic(), fault.get());
      answer(publish, reason);
    } else if (Mark.isOn(publish.properties())) {
      counters.loopsStopped++;
      answer(publish, ReasonCode.SUCCESS);
    } else {
      counters.in += publish.dup() ? 0 : 1;
      take(Mark.inward(publish), now);
    }
  }

  /// PUBACK from here.
  void acknowledged(Puback puback, long now) {
    answered(puback.packetId(), puback.reason(), now);
  }

  /// PUBREC from here.
  void received(Pubrec pubrec, long now) {
    answered(pubrec.packetId(), pubrec.reason(), now);
  }

  /// Offers again what found no room.
  void tick(long now) {
    if (held.isEmpty() || now < nextOffer) {
      return;
    }
    nextOffer = now + OFFER_MILLIS;
    List<Offered> all = List.copyOf(held.values());
    held.clear();
    for (Offered each : all) {
      if (now - each.since > terms.offerMillis()) {
        wire.refused(
            Way.IN, ReasonCode.QUOTA_EXCEEDED, each.publish.topic(), "there is no room here");
        answer(each.publish, ReasonCode.QUOTA_EXCEEDED);
      } else {
        counters.offeredAgain++;
        offer(each);
      }
    }
  }

  private void take(Publish publish, long now) {
    if (publish.qos() == QoS.AT_MOST_ONCE) {
      wire.toLocal(publish);
      return;
    }
    Offered fresh = new Offered(publish, now);
    if (isHeld(publish.topic())) {
      held.put(publish.packetId(), fresh); // nothing overtakes within a topic [MQTT-4.6.0-5]
    } else {
      offer(fresh);
    }
  }

  private boolean isUnanswered(int packetId) {
    return offered.containsKey(packetId) || held.containsKey(packetId);
  }

  private boolean isHeld(String topic) {
    return !held.isEmpty()
        && held.values().stream().anyMatch(each -> each.publish.topic().equals(topic));
  }

  private void offer(Offered each) {
    offered.put(each.publish.packetId(), each);
    wire.toLocal(each.publish);
  }

  private void answered(int packetId, ReasonCode reason, long now) {
    Offered answered = offered.remove(packetId);
    if (answered == null) {
      throw new IllegalStateException("an answer to what was not asked");
    }
    if (reason == ReasonCode.QUOTA_EXCEEDED && now - answered.since < terms.offerMillis()) {
      held.put(packetId, answered);
      return;
    }
    if (reason.isRefusal()) {
      wire.refused(Way.IN, reason, answered.publish.topic(), "this broker does not take it");
    }
    answer(answered.publish, reason);
  }

  /// What would make this broker end the connection is refused before.
  private Optional<String> fault(Publish publish) {
    if (publish.topic().startsWith("$")) {
      return Optional.of("a topic of the other broker's own");
    }
    Optional<String> fault = TopicName.fault(publish.topic(), terms.limits());
    if (fault.isPresent()) {
      return fault;
    }
    return publish
        .properties()
        .text(Property.RESPONSE_TOPIC)
        .flatMap(response -> TopicName.fault(response, terms.limits()))
        .map(each -> "the response topic: " + each);
  }

  /// That nobody has subscribed is for servers to say (MQTT 5 §3.4.2.1).
  private void answer(Publish publish, ReasonCode reason) {
    ReasonCode said = reason.isRefusal() ? reason : ReasonCode.SUCCESS;
    int id = publish.packetId();
    Optional<Packet> answer =
        switch (publish.qos()) {
          case AT_MOST_ONCE -> Optional.empty();
          case AT_LEAST_ONCE -> Optional.of(new Puback(id, said, Properties.NONE));
          case EXACTLY_ONCE -> Optional.of(new Pubrec(id, said, Properties.NONE));
        };
    answer.ifPresent(wire::toForeign);
  }
}
