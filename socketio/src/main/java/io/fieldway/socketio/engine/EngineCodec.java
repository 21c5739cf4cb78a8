package io.fieldway.socketio.engine;

import com.google.errorprone.annotations.Var;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// Packets as bytes: one text frame of a websocket, or the payload of a poll or a POST, in which
/// the packets stand between record separators and binary is base64 after a `b`.
public final class EngineCodec {
  private static final byte SEPARATOR = 0x1e;

  private EngineCodec() {}

  /// Reads the text frame of a websocket.
  public static EnginePacket decodeText(byte[] frame) throws ProtocolException {
    expectUtf8(frame);
    return decodeText(frame, 0, frame.length);
  }

  /// Reads the body of a POST: one packet or more.
  public static List<EnginePacket> decodePayload(byte[] payload) throws ProtocolException {
    expectUtf8(payload);
    List<EnginePacket> packets = new ArrayList<>();
    @Var int from = 0;
    while (from <= payload.length) {
      int to = separatorAfter(payload, from);
      packets.add(decode(payload, from, to));
      from = to + 1;
    }
    return packets;
  }

  /// Writes the answer to a poll.
  public static byte[] encodePayload(List<EnginePacket> packets) {
    List<byte[]> parts = new ArrayList<>(packets.size());
    int length =
        Math.max(0, packets.size() - 1) + packets.stream().mapToInt(p -> add(parts, p)).sum();
    byte[] payload = new byte[length];
    @Var int at = 0;
    for (int i = 0; i < parts.size(); i++) {
      if (i > 0) {
        payload[at++] = SEPARATOR;
      }
      EnginePacket packet = packets.get(i);
      byte[] part = parts.get(i);
      payload[at++] = packet.binary() ? (byte) 'b' : packet.type().digit();
      System.arraycopy(part, 0, payload, at, part.length);
      at += part.length;
    }
    return payload;
  }

  private static void expectUtf8(byte[] bytes) throws ProtocolException {
    for (byte each : bytes) {
      if (each < 0) {
        try {
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
          return;
        } catch (CharacterCodingException e) {
          throw new ProtocolException("expected UTF-8");
        }
      }
    }
  }

  private static int add(List<byte[]> parts, EnginePacket packet) {
    byte[] part = packet.binary() ? Base64.getEncoder().encode(packet.data()) : packet.data();
    parts.add(part);
    return part.length + 1;
  }

  private static int separatorAfter(byte[] payload, int from) {
    for (int i = from; i < payload.length; i++) {
      if (payload[i] == SEPARATOR) {
        return i;
      }
    }
    return payload.length;
  }

  private static EnginePacket decode(byte[] payload, int from, int to) throws ProtocolException {
    if (from < to && payload[from] == 'b') {
      try {
        return EnginePacket.binary(
            Base64.getDecoder().decode(Arrays.copyOfRange(payload, from + 1, to)));
      } catch (IllegalArgumentException e) {
        throw new ProtocolException("expected base64 after b: " + e.getMessage());
      }
    }
    return decodeText(payload, from, to);
  }

  private static EnginePacket decodeText(byte[] bytes, int from, int to) throws ProtocolException {
    if (from == to) {
      throw new ProtocolException("expected a packet type, came nothing");
    }
    PacketType type =
        PacketType.of(bytes[from])
            .orElseThrow(
                () -> new ProtocolException("expected a packet type 0 to 6, came " + bytes[from]));
    return from + 1 == to
        ? EnginePacket.of(type)
        : EnginePacket.text(type, Arrays.copyOfRange(bytes, from + 1, to));
  }
}
