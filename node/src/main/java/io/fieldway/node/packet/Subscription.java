package io.fieldway.node.packet;

import static io.fieldway.node.packet.MalformedPacketException.malformed;
import static io.fieldway.node.packet.MalformedPacketException.protocolError;

/// One topic filter of a SUBSCRIBE with its options (MQTT 5 §3.8.3.1). In MQTT 3.1.1 all but the
/// quality of service are their defaults.
public record Subscription(
    String filter,
    QoS qos,
    boolean noLocal,
    boolean retainAsPublished,
    RetainHandling retainHandling) {
  private static final int QOS = 0b0000_0011;
  private static final int NO_LOCAL = 0b0000_0100;
  private static final int RETAIN_AS_PUBLISHED = 0b0000_1000;
  private static final int RETAIN_HANDLING_SHIFT = 4;
  private static final int RESERVED = 0b1100_0000;

  static Subscription read(Reader in, Version version) throws MalformedPacketException {
    String filter = in.topicFilter();
    int options = in.oneByte();
    if (version == Version.MQTT_3_1_1) {
      if (options > 2) {
        throw malformed("MQTT 3.1.1 [MQTT-3-8.3-4]", "QoS 0, 1 or 2 and nothing else", "another");
      }
      return new Subscription(filter, QoS.of(options), false, false, RetainHandling.SEND);
    }
    if ((options & RESERVED) != 0) {
      throw malformed("[MQTT-3.8.3-5]", "reserved subscription options to be 0", "others");
    }
    if ((options & QOS) == QOS) {
      throw protocolError("MQTT 5 §3.8.3.1", "maximum QoS 0, 1 or 2", "3");
    }
    return new Subscription(
        filter,
        QoS.of(options & QOS),
        (options & NO_LOCAL) != 0,
        (options & RETAIN_AS_PUBLISHED) != 0,
        retainHandling(options >> RETAIN_HANDLING_SHIFT));
  }

  private static RetainHandling retainHandling(int number) throws MalformedPacketException {
    return switch (number) {
      case 0 -> RetainHandling.SEND;
      case 1 -> RetainHandling.SEND_IF_NEW;
      case 2 -> RetainHandling.DO_NOT_SEND;
      default -> throw protocolError("MQTT 5 §3.8.3.1", "retain handling 0, 1 or 2", "3");
    };
  }

  int size() {
    return Writer.sizeOf(filter) + 1;
  }

  void write(Writer out, Version version) {
    out.text(filter);
    out.oneByte(version == Version.MQTT_5 ? options() : qos.number());
  }

  private int options() {
    int handling =
        switch (retainHandling) {
          case SEND -> 0;
          case SEND_IF_NEW -> 1;
          case DO_NOT_SEND -> 2;
        };
    return qos.number()
        | (noLocal ? NO_LOCAL : 0)
        | (retainAsPublished ? RETAIN_AS_PUBLISHED : 0)
        | (handling << RETAIN_HANDLING_SHIFT);
  }
}
