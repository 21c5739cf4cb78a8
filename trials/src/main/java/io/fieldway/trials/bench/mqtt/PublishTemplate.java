package io.fieldway.trials.bench.mqtt;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/// The PUBLISH packets of one topic, preassembled: they differ in packet identifier, sequence and
/// time only, and all are of one size. The payload begins with who sent it, a mark, the sequence
/// and the time of sending; the rest never changes.
public final class PublishTemplate {
  /// The smallest payload.
  static final int LEAST_PAYLOAD = 24;

  private static final int MARK = 0xf1e1d3a7;
  private static final int MARK_AT = 4;
  private static final int SEQUENCE_AT = 8;
  private static final int STAMP_AT = 16;

  private final byte[] packet;
  private final int qos;
  private final int idAt;
  private final int payloadAt;

  /// @param sender a number for whoever sends them
  /// @param payload its size in bytes
  public PublishTemplate(Protocol protocol, String topic, int qos, int sender, int payload) {
    if (payload < LEAST_PAYLOAD) {
      throw new IllegalArgumentException("a payload has at least " + LEAST_PAYLOAD + " bytes");
    }
    byte[] name = topic.getBytes(StandardCharsets.UTF_8);
    boolean properties = protocol.hasProperties();
    int length = 2 + name.length + (qos > 0 ? 2 : 0) + (properties ? 1 : 0) + payload;
    ByteBuffer out = ByteBuffer.allocate(length + 5);
    out.put((byte) ((MqttBytes.PUBLISH << 4) | (qos << 1)));
    MqttBytes.putVariable(out, length);
    MqttBytes.putText(out, name);
    this.qos = qos;
    this.idAt = out.position();
    if (qos > 0) {
      out.putShort((short) 0);
    }
    if (properties) {
      out.put((byte) 0);
    }
    this.payloadAt = out.position();
    byte[] filler = new byte[payload];
    new Random(sender).nextBytes(filler);
    out.put(filler).putInt(payloadAt, sender).putInt(payloadAt + MARK_AT, MARK);
    this.packet = new byte[out.position()];
    out.get(0, packet);
  }

  int qos() {
    return qos;
  }

  /// Appends one of them.
  ///
  /// @param flags [MqttBytes#DUP] or 0
  /// @param id its packet identifier; of no meaning with QoS 0
  void append(MqttSocket socket, int flags, int id, long sequence, long stamp) {
    ByteBuffer out = socket.room(packet.length);
    int at = out.position();
    out.put(packet);
    if (flags != 0) {
      out.put(at, (byte) (packet[0] | flags));
    }
    if (qos > 0) {
      out.putShort(at + idAt, (short) id);
    }
    out.putLong(at + payloadAt + SEQUENCE_AT, sequence);
    out.putLong(at + payloadAt + STAMP_AT, stamp);
  }

  static int sender(ByteBuffer bytes, int payload) {
    return bytes.getInt(payload);
  }

  static long sequence(ByteBuffer bytes, int payload) {
    return bytes.getLong(payload + SEQUENCE_AT);
  }

  static long stamp(ByteBuffer bytes, int payload) {
    return bytes.getLong(payload + STAMP_AT);
  }

  /// Whether a payload can be one of ours.
  static boolean isMarked(ByteBuffer bytes, int payload, int length) {
    return length >= LEAST_PAYLOAD && bytes.getInt(payload + MARK_AT) == MARK;
  }
}
