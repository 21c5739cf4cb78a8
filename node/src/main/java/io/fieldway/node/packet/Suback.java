package io.fieldway.node.packet;

import static io.fieldway.node.packet.MalformedPacketException.protocolError;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/// SUBACK (MQTT 5 §3.9). For MQTT 3.1.1 the codec writes every refusal as 0x80.
public record Suback(int packetId, List<ReasonCode> reasons, Properties properties)
    implements Packet {
  private static final Vocabulary VOCABULARY =
      Vocabulary.of(
          "SUBACK",
          "[MQTT-3.9.3-2]",
          EnumSet.of(Property.REASON_STRING, Property.USER_PROPERTY),
          EnumSet.of(
              ReasonCode.SUCCESS,
              ReasonCode.GRANTED_QOS_1,
              ReasonCode.GRANTED_QOS_2,
              ReasonCode.UNSPECIFIED_ERROR,
              ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
              ReasonCode.NOT_AUTHORIZED,
              ReasonCode.TOPIC_FILTER_INVALID,
              ReasonCode.PACKET_IDENTIFIER_IN_USE,
              ReasonCode.QUOTA_EXCEEDED,
              ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED,
              ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED,
              ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED));

  /// MQTT 3.1.1 has one refusal (MQTT 3.1.1 §3.9.3).
  private static final Vocabulary VOCABULARY_3_1_1 =
      Vocabulary.of(
          "SUBACK",
          "MQTT 3.1.1 [MQTT-3.9.3-2]",
          EnumSet.noneOf(Property.class),
          EnumSet.of(
              ReasonCode.SUCCESS,
              ReasonCode.GRANTED_QOS_1,
              ReasonCode.GRANTED_QOS_2,
              ReasonCode.UNSPECIFIED_ERROR));

  public Suback(int packetId, List<ReasonCode> reasons, Properties properties) {
    this.packetId = packetId;
    this.reasons = List.copyOf(reasons);
    this.properties = properties;
  }

  static Suback read(Reader in, Version version) throws MalformedPacketException {
    Vocabulary vocabulary = version == Version.MQTT_5 ? VOCABULARY : VOCABULARY_3_1_1;
    int packetId = in.packetId();
    Properties properties = Properties.read(in, vocabulary, version);
    List<ReasonCode> reasons = new ArrayList<>();
    while (!in.isAtEnd()) {
      reasons.add(in.reason(vocabulary));
    }
    if (reasons.isEmpty()) {
      throw protocolError("[MQTT-3.8.4-6]", "a reason code for each topic filter", "none");
    }
    return new Suback(packetId, reasons, properties);
  }

  int remainingLength(Version version) {
    return 2 + properties.size(version) + reasons.size();
  }

  void write(Writer out, Version version) {
    out.header(PacketType.SUBACK.firstByte(), remainingLength(version));
    out.packetId(packetId);
    properties.write(out, version);
    for (ReasonCode reason : reasons) {
      boolean nameless = version == Version.MQTT_3_1_1 && reason.isRefusal();
      out.oneByte(nameless ? ReasonCode.UNSPECIFIED_ERROR.code() : reason.code());
    }
  }
}
