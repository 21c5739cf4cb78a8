package io.fieldway.trials.bench.mqtt;

import com.google.errorprone.annotations.Var;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// MQTT packets as bytes, as far as the load needs them.
final class MqttBytes {
  static final int CONNACK = 2;
  static final int PUBLISH = 3;
  static final int PUBACK = 4;
  static final int PUBREC = 5;
  static final int PUBREL = 6;
  static final int PUBCOMP = 7;
  static final int SUBACK = 9;
  static final int DISCONNECT = 14;

  /// The first byte of a PUBLISH that is sent once more.
  static final int DUP = 0x08;

  private static final int EXPIRY_BYTES = 5;
  private static final int SESSION_EXPIRY_INTERVAL = 0x11;
  private static final int RECEIVE_MAXIMUM = 0x21;

  private MqttBytes() {}

  /// CONNECT without keep-alive, with MQTT 5 with a session expiry.
  static void connect(MqttSocket socket, Session session) {
    byte[] client = session.client().getBytes(StandardCharsets.UTF_8);
    boolean five = session.protocol().hasProperties();
    int properties = five ? 1 + EXPIRY_BYTES : 0;
    int length = 10 + properties + 2 + client.length;
    ByteBuffer out = socket.room(length + 5).put((byte) 0x10);
    putVariable(out, length);
    putText(out, "MQTT".getBytes(StandardCharsets.UTF_8));
    out.put((byte) (five ? 5 : 4)).put((byte) (session.cleanStart() ? 2 : 0)).putShort((short) 0);
    if (five) {
      out.put((byte) EXPIRY_BYTES)
          .put((byte) SESSION_EXPIRY_INTERVAL)
          .putInt((int) session.expiry().toSeconds());
    }
    putText(out, client);
  }

  static void subscribe(MqttSocket socket, Protocol protocol, int id, String filter, int qos) {
    byte[] name = filter.getBytes(StandardCharsets.UTF_8);
    int length = 2 + (protocol.hasProperties() ? 1 : 0) + 2 + name.length + 1;
    ByteBuffer out = socket.room(length + 5).put((byte) 0x82);
    putVariable(out, length);
    out.putShort((short) id);
    if (protocol.hasProperties()) {
      out.put((byte) 0);
    }
    putText(out, name);
    out.put((byte) qos);
  }

  static void disconnect(MqttSocket socket) {
    socket.room(2).put((byte) 0xe0).put((byte) 0);
  }

  /// PUBACK, PUBREC, PUBREL or PUBCOMP that means success.
  static void answer(MqttSocket socket, int type, int id) {
    int flags = type == PUBREL ? 2 : 0;
    socket.room(4).put((byte) ((type << 4) | flags)).put((byte) 2).putShort((short) id);
  }

  static void putVariable(ByteBuffer out, int value) {
    @Var int left = value;
    while (left > 0x7f) {
      out.put((byte) ((left & 0x7f) | 0x80));
      left >>= 7;
    }
    out.put((byte) left);
  }

  static void putText(ByteBuffer out, byte[] text) {
    out.putShort((short) text.length).put(text);
  }

  /// Where the payload of a PUBLISH begins.
  ///
  /// @param offset after topic and packet identifier
  static int payload(Protocol protocol, ByteBuffer bytes, int offset) {
    return protocol.hasProperties()
        ? afterVariable(bytes, offset) + variable(bytes, offset)
        : offset;
  }

  /// Where a variable byte integer that begins here ends.
  private static int afterVariable(ByteBuffer bytes, int offset) {
    @Var int at = offset;
    while (bytes.get(at) < 0) {
      at++;
    }
    return at + 1;
  }

  private static int variable(ByteBuffer bytes, int offset) {
    @Var int value = 0;
    @Var int at = offset;
    for (int shift = 0; ; shift += 7) {
      byte digit = bytes.get(at++);
      value |= (digit & 0x7f) << shift;
      if (digit >= 0) {
        return value;
      }
    }
  }

  /// The Receive Maximum among the properties of a CONNACK.
  ///
  /// @param offset where the length of the properties stands
  static int receiveMaximum(ByteBuffer bytes, int offset, int end) throws IOException {
    @Var int at = afterVariable(bytes, offset);
    while (at < end) {
      int property = bytes.get(at++);
      if (property == RECEIVE_MAXIMUM) {
        return bytes.getShort(at) & 0xffff;
      }
      at += propertyLength(property, bytes, at);
    }
    return MqttClient.IDENTIFIERS - 1;
  }

  private static int propertyLength(int property, ByteBuffer bytes, int at) throws IOException {
    return switch (property) {
      case 0x24, 0x25, 0x28, 0x29, 0x2a -> 1;
      case 0x13, 0x22 -> 2;
      case SESSION_EXPIRY_INTERVAL, 0x27 -> 4;
      case 0x12, 0x15, 0x16, 0x1a, 0x1c, 0x1f -> 2 + (bytes.getShort(at) & 0xffff);
      case 0x26 -> {
        int name = 2 + (bytes.getShort(at) & 0xffff);
        yield name + 2 + (bytes.getShort(at + name) & 0xffff);
      }
      default -> throw new IOException("CONNACK has no property 0x%02x".formatted(property));
    };
  }
}
