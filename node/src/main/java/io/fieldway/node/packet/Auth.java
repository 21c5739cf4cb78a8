package io.fieldway.node.packet;

import java.util.EnumSet;

/// AUTH (MQTT 5 §3.15); MQTT 3.1.1 has none.
public record Auth(ReasonCode reason, Properties properties) implements Packet {
  private static final Vocabulary VOCABULARY =
      Vocabulary.of(
          "AUTH",
          "[MQTT-3.15.2-1]",
          EnumSet.of(
              Property.AUTHENTICATION_METHOD,
              Property.AUTHENTICATION_DATA,
              Property.REASON_STRING,
              Property.USER_PROPERTY),
          EnumSet.of(
              ReasonCode.SUCCESS, ReasonCode.CONTINUE_AUTHENTICATION, ReasonCode.RE_AUTHENTICATE));

  /// Reads a reason and properties, which may be left out together (MQTT 5 §3.15.2.1).
  static Auth read(Reader in, Version version) throws MalformedPacketException {
    if (in.isAtEnd()) {
      return new Auth(ReasonCode.SUCCESS, Properties.NONE);
    }
    ReasonCode reason = in.reason(VOCABULARY);
    return new Auth(reason, Properties.read(in, VOCABULARY, version));
  }

  int remainingLength(Version version) {
    return isEmpty() ? 0 : 1 + properties.size(version);
  }

  void write(Writer out, Version version) {
    if (version == Version.MQTT_3_1_1) {
      throw new IllegalArgumentException("MQTT 3.1.1 has no AUTH");
    }
    out.header(PacketType.AUTH.firstByte(), remainingLength(version));
    if (!isEmpty()) {
      out.oneByte(reason.code());
      properties.write(out, version);
    }
  }

  private boolean isEmpty() {
    return reason == ReasonCode.SUCCESS && properties.isEmpty();
  }
}
