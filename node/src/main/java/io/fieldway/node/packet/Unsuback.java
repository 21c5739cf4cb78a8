package io.fieldway.node.packet;

import static io.fieldway.node.packet.MalformedPacketException.protocolError;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/// UNSUBACK (MQTT 5 §3.11). MQTT 3.1.1 has no reasons.
public record Unsuback(int packetId, List<ReasonCode> reasons, Properties properties)
    implements Packet {
  private static final Vocabulary VOCABULARY =
      Vocabulary.of(
          "UNSUBACK",
          "[MQTT-3.11.3-2]",
          EnumSet.of(Property.REASON_STRING, Property.USER_PROPERTY),
          EnumSet.of(
              ReasonCode.SUCCESS,
              ReasonCode.NO_SUBSCRIPTION_EXISTED,
              ReasonCode.UNSPECIFIED_ERROR,
              ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
              ReasonCode.NOT_AUTHORIZED,
              ReasonCode.TOPIC_FILTER_INVALID,
              ReasonCode.PACKET_IDENTIFIER_IN_USE));

  public Unsuback(int packetId, List<ReasonCode> reasons, Properties properties) {
    this.packetId = packetId;
    this.reasons = List.copyOf(reasons);
    this.properties = properties;
  }

  static Unsuback read(Reader in, Version version) throws MalformedPacketException {
    int packetId = in.packetId();
    if (version == Version.MQTT_3_1_1) {
      return new Unsuback(packetId, List.of(), Properties.NONE);
    }
    Properties properties = Properties.read(in, VOCABULARY, version);
    List<ReasonCode> reasons = new ArrayList<>();
    while (!in.isAtEnd()) {
      reasons.add(in.reason(VOCABULARY));
    }
    if (reasons.isEmpty()) {
      throw protocolError("[MQTT-3.11.3-1]", "a reason code for each topic filter", "none");
    }
    return new Unsuback(packetId, reasons, properties);
  }

  int remainingLength(Version version) {
    return 2 + properties.size(version) + (version == Version.MQTT_5 ? reasons.size() : 0);
  }

  void write(Writer out, Version version) {
    out.header(PacketType.UNSUBACK.firstByte(), remainingLength(version));
    out.packetId(packetId);
    properties.write(out, version);
    if (version == Version.MQTT_5) {
      for (ReasonCode reason : reasons) {
        out.oneByte(reason.code());
      }
    }
  }
}
