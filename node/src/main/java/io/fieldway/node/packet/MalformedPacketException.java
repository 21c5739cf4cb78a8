package io.fieldway.node.packet;

/// The peer's fault: bytes that are no packet of the protocol, or none that the peer may send. Says
/// which clause was broken, what was expected and what came, never a payload, and carries no stack
/// trace, for it is an answer and not a bug.
public final class MalformedPacketException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ReasonCode reason;

  MalformedPacketException(ReasonCode reason, String clause, String expected, String came) {
    super(clause + ": expected " + expected + ", got " + came, null, false, false);
    this.reason = reason;
  }

  /// The bytes cannot be read as the specification has them (MQTT 5 §1.2, Malformed Packet).
  static MalformedPacketException malformed(String clause, String expected, String came) {
    return new MalformedPacketException(ReasonCode.MALFORMED_PACKET, clause, expected, came);
  }

  /// The bytes can be read, but what they say is not allowed (MQTT 5 §1.2, Protocol Error).
  static MalformedPacketException protocolError(String clause, String expected, String came) {
    return new MalformedPacketException(ReasonCode.PROTOCOL_ERROR, clause, expected, came);
  }

  /// The reason for CONNACK or DISCONNECT.
  public ReasonCode reason() {
    return reason;
  }
}
