package io.fieldway.node.broker;

import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Pubcomp;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.Pubrec;
import io.fieldway.node.packet.Pubrel;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.Version;
import io.fieldway.routing.topic.TopicLimits;
import io.fieldway.routing.topic.TopicName;
import io.fieldway.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Messages from clients (MQTT 5 §3.3, §4.3): judged, retained, routed, and acknowledged once the
/// journal holds what they became.
final class Arrivals {
  private record Fault(ReasonCode reason, String why) {}

  private final BrokerConfig config;
  private final Router router;
  private final Retained retained;
  private final History history;
  private final Keeper keeper;
  private final Counters counters;
  private final TopicLimits limits;
  private final PublishedTopics published = new PublishedTopics();

  Arrivals(
      BrokerConfig config,
      Router router,
      Retained retained,
      History history,
      Keeper keeper,
      Counters counters) {
    this.config = config;
    this.router = router;
    this.retained = retained;
    this.history = history;
    this.keeper = keeper;
    this.counters = counters;
    this.limits = config.topicLimits();
  }

  /// What was published here.
  PublishedTopics published() {
    return published;
  }

  /// Takes PUBLISH.
  void publish(Client client, Publish publish, long now) {
    counters.publishReceived++;
    String topic = topic(client, publish, now);
    if (topic == null || breaks(client, publish, now)) {
      return;
    }
    if (publish.qos() == QoS.EXACTLY_ONCE
        && client.session().arrivals.containsKey(publish.packetId())) {
      // It is here already and is not delivered again [MQTT-4.3.3-10].
      client.reply(keeper.position(), Pubrec.of(publish.packetId()));
      return;
    }
    if (publish.qos() != QoS.AT_MOST_ONCE && exceedsReceiveMaximum(client, now)) {
      return;
    }
    Message message =
        Message.of(topic, publish.payload(), publish.qos(), publish.properties(), now);
    Fault fault = fault(client, publish, message);
    if (fault != null) {
      refuse(client, publish, fault, now);
      return;
    }
    accept(client, publish, message, now);
  }

  /// Takes PUBREL: the packet id is free again, which the client hears when that is durable, for it
  /// may use the id for another message then.
  void release(Client client, Pubrel pubrel) {
    Long key = client.session().arrivals.remove(pubrel.packetId());
    if (key == null) {
      client.reply(
          0,
          new Pubcomp(pubrel.packetId(), ReasonCode.PACKET_IDENTIFIER_NOT_FOUND, Properties.NONE));
      return;
    }
    keeper.forget(key);
    client.reply(key == 0 ? 0 : keeper.position(), Pubcomp.of(pubrel.packetId()));
  }

  /// The packet id of a message at QoS 2 is free again, and nobody need hear of it.
  void forget(Session session, int packetId) {
    Long key = session.arrivals.remove(packetId);
    if (key != null) {
      keeper.forget(key);
    }
  }

  private void accept(Client client, Publish publish, Message message, long now) {
    long before = keeper.position();
    Session session = client.session();
    Stamp stamp = publish.retain() ? retained.stamp(message.topic, now) : Stamp.NONE;
    message.time = stamp.time();
    Router.Outcome outcome = router.publish(message, session, publish.retain(), now);
    if (outcome == Router.Outcome.REFUSED) {
      refuse(
          client,
          publish,
          new Fault(ReasonCode.QUOTA_EXCEEDED, "a subscriber's queue has no room"),
          now);
      return;
    }
    if (publish.retain() && !isForbidden(message)) {
      retained.retain(message, stamp);
    }
    history.add(message, stamp, session.clientId, now);
    ReasonCode reason =
        outcome == Router.Outcome.NOBODY && client.version() == Version.MQTT_5
            ? ReasonCode.NO_MATCHING_SUBSCRIBERS
            : ReasonCode.SUCCESS;
    switch (publish.qos()) {
      case AT_MOST_ONCE -> {}
      case AT_LEAST_ONCE -> {
        // [MQTT-4.3.2-4]
        long after = keeper.position();
        client.acknowledge(
            after == before ? 0 : after, new Puback(publish.packetId(), reason, Properties.NONE));
      }
      case EXACTLY_ONCE -> {
        // After its deliveries, in the same group: a crash leaves all of it or nothing.
        long key = session.isDurable() ? keeper.saveArrival(session, publish.packetId()) : 0;
        session.arrivals.put(publish.packetId(), key);
        long after = keeper.position();
        client.reply(
            after == before ? 0 : after, new Pubrec(publish.packetId(), reason, Properties.NONE));
      }
    }
  }

  /// The topic, with an alias resolved; null where that broke the protocol.
  private @Nullable String topic(Client client, Publish publish, long now) {
    long alias = publish.properties().number(Property.TOPIC_ALIAS, -1);
    if (alias < 0) {
      if (publish.topic().isEmpty()) {
        client.breach(ReasonCode.PROTOCOL_ERROR, "neither a topic nor an alias", now);
        return null;
      }
      return publish.topic();
    }
    if (!client.transmitter().aliases().accepts(alias)) {
      client.breach(
          ReasonCode.TOPIC_ALIAS_INVALID,
          "a topic alias is 1 to " + config.topicAliasMaximum() + " here [MQTT-3.3.2-9]",
          now);
      return null;
    }
    if (!publish.topic().isEmpty()) {
      client.transmitter().aliases().learn((int) alias, publish.topic());
      return publish.topic();
    }
    String topic = client.transmitter().aliases().topic((int) alias);
    if (topic == null) {
      client.breach(ReasonCode.PROTOCOL_ERROR, "the topic alias stands for nothing yet", now);
    }
    return topic;
  }

  /// Ends the connection of a client that says what only a server says, or answers to many.
  private static boolean breaks(Client client, Publish publish, long now) {
    Properties properties = publish.properties();
    if (properties.isEmpty()) {
      return false;
    }
    if (properties.has(Property.SUBSCRIPTION_IDENTIFIER)) {
      client.breach(
          ReasonCode.PROTOCOL_ERROR, "a subscription identifier from a client [MQTT-3.3.4-6]", now);
      return true;
    }
    if (!hasProperResponseTopic(properties)) {
      client.breach(
          ReasonCode.PROTOCOL_ERROR, "the response topic is no topic name [MQTT-3.3.2-14]", now);
      return true;
    }
    return false;
  }

  /// Whether the response topic, where there is one, is a topic name [MQTT-3.3.2-14].
  static boolean hasProperResponseTopic(Properties properties) {
    String response = properties.text(Property.RESPONSE_TOPIC).orElse("none");
    return !response.isEmpty() && !hasWildcard(response);
  }

  /// Why a text that is no topic name here is refused: Topic Name invalid is said of names that are
  /// correctly formed, and an empty one [MQTT-4.7.3-1] or one with wildcards [MQTT-3.3.2-2] is not.
  static ReasonCode reasonToRefuse(String topic) {
    return topic.isEmpty() || hasWildcard(topic)
        ? ReasonCode.MALFORMED_PACKET
        : ReasonCode.TOPIC_NAME_INVALID;
  }

  private static boolean hasWildcard(String topic) {
    return topic.indexOf('#') >= 0 || topic.indexOf('+') >= 0;
  }

  private boolean exceedsReceiveMaximum(Client client, long now) {
    if (client.exceedsReceiveMaximum()) {
      client.breach(
          ReasonCode.RECEIVE_MAXIMUM_EXCEEDED,
          "more than " + config.receiveMaximum() + " messages unacknowledged [MQTT-3.3.4-9]",
          now);
      return true;
    }
    return false;
  }

  private @Nullable Fault fault(Client client, Publish publish, Message message) {
    String topic = message.topic;
    boolean isNew = !client.intake().hasJudged(topic);
    if (isNew) {
      Optional<String> fault = TopicName.fault(topic, limits);
      if (fault.isPresent()) {
        return new Fault(reasonToRefuse(topic), fault.get());
      }
      if (SystemTopics.isReserved(topic)) {
        return new Fault(ReasonCode.NOT_AUTHORIZED, "the topic is the broker's own");
      }
      client.intake().judged(topic);
    }
    if (!client.rights().mayPublish(topic)) {
      return new Fault(ReasonCode.NOT_AUTHORIZED, "the topic may not be published to");
    }
    if (isNew) {
      published.add(topic);
    }
    if (publish.properties().number(Property.PAYLOAD_FORMAT_INDICATOR, 0) == 1
        && !isUtf8(publish.payload())) {
      return new Fault(ReasonCode.PAYLOAD_FORMAT_INVALID, "the payload is not UTF-8 as it says");
    }
    if (publish.qos() == QoS.EXACTLY_ONCE && client.session().isDurable() && !keeper.hasRoom()) {
      return new Fault(ReasonCode.QUOTA_EXCEEDED, "no room to remember the packet id");
    }
    if (publish.retain() && publish.qos() != QoS.AT_MOST_ONCE && isForbidden(message)) {
      return new Fault(ReasonCode.QUOTA_EXCEEDED, "of the topic no message is to be retained");
    }
    if (publish.retain() && !retained.hasRoom(message)) {
      return new Fault(ReasonCode.QUOTA_EXCEEDED, "no room for more retained messages");
    }
    return null;
  }

  /// Whether a message is not to be retained though it says so. One at QoS 0 may be discarded at
  /// any time and so at once (MQTT 5 §3.3.1.3); others would have to be stored [MQTT-3.3.1-5] and
  /// are refused, for a limit that the administrator has set (§3.4.2.1, 0x97).
  private boolean isForbidden(Message message) {
    return message.payload.size() != 0 && history.forbids(message.topic);
  }

  /// Refuses a message to its publisher. MQTT 3.1.1 has no word for that at any quality, and MQTT 5
  /// none at QoS 0; where an acknowledgement would be a lie the connection ends.
  private void refuse(Client client, Publish publish, Fault fault, long now) {
    counters.publishRefused++;
    boolean invalid =
        fault.reason == ReasonCode.TOPIC_NAME_INVALID
            || fault.reason == ReasonCode.MALFORMED_PACKET;
    if (invalid || (publish.qos() != QoS.AT_MOST_ONCE && client.version() != Version.MQTT_5)) {
      client.close(fault.reason, fault.why, now);
      return;
    }
    switch (publish.qos()) {
      case AT_MOST_ONCE -> {}
      case AT_LEAST_ONCE ->
          client.reply(
              0,
              new Puback(
                  publish.packetId(), fault.reason, client.transmitter().reasonString(fault.why)));
      case EXACTLY_ONCE ->
          client.reply(
              0,
              new Pubrec(
                  publish.packetId(), fault.reason, client.transmitter().reasonString(fault.why)));
    }
  }

  private static boolean isUtf8(Bytes payload) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload.toArray()));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
