package io.fieldway.socketio.engine;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// One Engine.IO packet: a type and its data, text as UTF-8 or, for messages only, binary. The
/// bytes are handed over, not copied: whoever makes a packet changes them no more.
public final class EnginePacket {
  private static final byte[] NONE = {};

  private final PacketType type;
  private final boolean binary;
  private final byte[] data;

  private EnginePacket(PacketType type, boolean binary, byte[] data) {
    this.type = type;
    this.binary = binary;
    this.data = data;
  }

  /// A packet without data.
  public static EnginePacket of(PacketType type) {
    return new EnginePacket(type, false, NONE);
  }

  public static EnginePacket text(PacketType type, String data) {
    return new EnginePacket(type, false, data.getBytes(StandardCharsets.UTF_8));
  }

  public static EnginePacket text(PacketType type, byte[] utf8) {
    return new EnginePacket(type, false, utf8);
  }

  public static EnginePacket binary(byte[] data) {
    return new EnginePacket(PacketType.MESSAGE, true, data);
  }

  public PacketType type() {
    return type;
  }

  public boolean binary() {
    return binary;
  }

  /// The data itself, not a copy.
  public byte[] data() {
    return data;
  }

  /// The data read as UTF-8.
  public String text() {
    return new String(data, StandardCharsets.UTF_8);
  }

  /// Bytes on a websocket, without the frame's head.
  public int size() {
    return binary ? data.length : data.length + 1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EnginePacket packet
        && type == packet.type
        && binary == packet.binary
        && Arrays.equals(data, packet.data);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * type.hashCode() + Boolean.hashCode(binary)) + Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return binary ? "binary " + data.length + " bytes" : (char) type.digit() + text();
  }
}
