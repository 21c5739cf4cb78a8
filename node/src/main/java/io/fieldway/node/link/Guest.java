package io.fieldway.node.link;

import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.ReasonCode;

/// The end of a connection that was opened where nodes connect, by one who is no neighbour. It has
/// answered CONNECT when it is made. One thread makes all calls.
public interface Guest {
  /// Takes a packet that has come after CONNECT.
  void received(Packet packet, long now);

  /// The peer's bytes broke the protocol; nothing more comes of it.
  void violated(ReasonCode reason, String why, long now);

  /// Little enough is pending again.
  void drained(long now);

  /// The connection is gone, and nobody here wanted it.
  void lost(long now);

  /// The node stops: what is to be said is said now, and the connection closed.
  void leave(long now);
}
