package io.fieldway.node.attach;

import io.fieldway.node.packet.Packet;

/// The way to the other broker: what the shell carries out, in order. Nothing here calls back
/// before it returns.
public interface Foreign {
  void send(Packet packet);

  /// Closes the connection once what was sent is on its way. No event follows.
  void close();
}
