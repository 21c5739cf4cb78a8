package io.fieldway.node.packet;

import static io.fieldway.node.packet.MalformedPacketException.malformed;

import io.fieldway.wire.Bytes;
import java.util.EnumSet;

/// The message that a client leaves for its death (MQTT 5 §3.1.3.2–§3.1.3.4).
///
/// @param properties the will's own, will delay interval included
public record Will(String topic, Bytes payload, QoS qos, boolean retain, Properties properties) {
  private static final int RETAIN = 0b0010_0000;
  private static final int QOS = 0b0001_1000;
  private static final int QOS_SHIFT = 3;
  private static final int WILL = 0b0000_0100;

  private static final Vocabulary VOCABULARY =
      Vocabulary.of(
          "a will",
          EnumSet.of(
              Property.WILL_DELAY_INTERVAL,
              Property.PAYLOAD_FORMAT_INDICATOR,
              Property.MESSAGE_EXPIRY_INTERVAL,
              Property.CONTENT_TYPE,
              Property.RESPONSE_TOPIC,
              Property.CORRELATION_DATA,
              Property.USER_PROPERTY));

  /// Whether the flags of a CONNECT announce a will.
  static boolean isIn(int connectFlags) {
    return (connectFlags & WILL) != 0;
  }

  /// Refuses flags of a CONNECT that contradict each other.
  static void judge(int connectFlags) throws MalformedPacketException {
    if ((connectFlags & QOS) == QOS) {
      throw malformed("[MQTT-3.1.2-12]", "will QoS 0, 1 or 2", "3");
    }
    if (isIn(connectFlags)) {
      return;
    }
    if ((connectFlags & QOS) != 0) {
      throw malformed("[MQTT-3.1.2-11]", "will QoS 0 without a will", "another");
    }
    if ((connectFlags & RETAIN) != 0) {
      throw malformed("[MQTT-3.1.2-13]", "will retain 0 without a will", "1");
    }
  }

  static Will read(Reader in, int connectFlags, Version version) throws MalformedPacketException {
    Properties properties = Properties.read(in, VOCABULARY, version);
    return new Will(
        in.text(),
        in.binary(),
        QoS.of((connectFlags & QOS) >> QOS_SHIFT),
        (connectFlags & RETAIN) != 0,
        properties);
  }

  int size(Version version) {
    return properties.size(version) + Writer.sizeOf(topic) + Writer.sizeOf(payload);
  }

  int flags() {
    return WILL | (qos.number() << QOS_SHIFT) | (retain ? RETAIN : 0);
  }

  void write(Writer out, Version version) {
    properties.write(out, version);
    out.text(topic);
    out.binary(payload);
  }
}
