package io.fieldway.node.packet;

import static io.fieldway.node.packet.MalformedPacketException.malformed;
import static io.fieldway.node.packet.MalformedPacketException.protocolError;

import io.fieldway.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;

/// PUBLISH (MQTT 5 §3.3).
///
/// @param topic empty only where a topic alias stands for it
/// @param packetId 0 where the quality of service is 0
public record Publish(
    String topic,
    Bytes payload,
    QoS qos,
    boolean retain,
    boolean dup,
    int packetId,
    Properties properties)
    implements Packet {
  static final int DUP = 0b1000;
  private static final int RETAIN = 0b0001;

  /// Of UTF-8, for each `char` of a text.
  private static final int MAX_BYTES_OF_CHARACTER = 3;

  private static final Vocabulary VOCABULARY =
      Vocabulary.of(
          "PUBLISH",
          EnumSet.of(
              Property.PAYLOAD_FORMAT_INDICATOR,
              Property.MESSAGE_EXPIRY_INTERVAL,
              Property.TOPIC_ALIAS,
              Property.RESPONSE_TOPIC,
              Property.CORRELATION_DATA,
              Property.USER_PROPERTY,
              Property.SUBSCRIPTION_IDENTIFIER,
              Property.CONTENT_TYPE));

  static Publish read(Reader in, int firstByte, boolean ofClient, Version version)
      throws MalformedPacketException {
    QoS qos = qos(firstByte);
    boolean dup = (firstByte & DUP) != 0;
    if (dup && qos == QoS.AT_MOST_ONCE) {
      throw malformed("[MQTT-3.3.1-2]", "DUP 0 for QoS 0", "DUP 1");
    }
    String topic = in.topic();
    int packetId = qos == QoS.AT_MOST_ONCE ? 0 : in.packetId(); // [MQTT-2.2.1-2]
    Properties properties = Properties.read(in, VOCABULARY, version);
    if (ofClient && properties.has(Property.SUBSCRIPTION_IDENTIFIER)) {
      throw protocolError("[MQTT-3.3.4-6]", "no SUBSCRIPTION_IDENTIFIER from a client", "one");
    }
    if (topic.isEmpty() && !properties.has(Property.TOPIC_ALIAS)) {
      throw protocolError("MQTT 5 §3.3.2.1", "a topic name or a topic alias", "neither");
    }
    boolean retain = (firstByte & RETAIN) != 0;
    return new Publish(topic, in.rest(), qos, retain, dup, packetId, properties);
  }

  private static QoS qos(int firstByte) throws MalformedPacketException {
    int number = (firstByte >> 1) & 0b11;
    if (number > 2) {
      throw malformed("[MQTT-3.3.1-4]", "QoS 0, 1 or 2", "QoS 3");
    }
    return QoS.of(number);
  }

  int remainingLength(Version version) {
    return remainingLength(Writer.sizeOf(topic), version);
  }

  private int remainingLength(int topicSize, Version version) {
    int packetIdSize = qos == QoS.AT_MOST_ONCE ? 0 : 2;
    return topicSize + packetIdSize + properties.size(version) + payload.size();
  }

  /// No fewer bytes than the whole packet takes, found without a look at its topic's characters.
  int sizeBound(Version version) {
    return PacketDecoder.MAX_HEADER
        + remainingLength(2 + MAX_BYTES_OF_CHARACTER * topic.length(), version);
  }

  void write(Writer out, Version version) {
    byte[] name = topic.getBytes(StandardCharsets.UTF_8);
    out.header(
        PacketType.PUBLISH.firstByte()
            | (dup ? DUP : 0)
            | qos.number() << 1
            | (retain ? RETAIN : 0),
        remainingLength(2 + name.length, version));
    out.binary(name);
    if (qos != QoS.AT_MOST_ONCE) {
      out.packetId(packetId);
    }
    properties.write(out, version);
    out.bytes(payload);
  }
}
