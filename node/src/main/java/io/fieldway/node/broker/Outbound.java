package io.fieldway.node.broker;

import io.fieldway.node.access.Credentials;
import io.fieldway.node.packet.Packet;

/// The way out to one client: what the shell around the broker carries out, in order. Nothing here
/// calls back into the broker before it returns.
public interface Outbound {
  /// Writes a packet. The shell may gather packets; it flushes before it waits for more input.
  void send(Packet packet);

  /// Closes the connection once what was sent is on its way. No event follows.
  void close();

  /// Bytes that were sent and that the connection has not taken yet.
  long pendingBytes();

  /// Bytes that were sent to all clients of the broker and that their connections have not taken
  /// yet.
  long pendingBytesOfAll();

  /// Stops or starts to read from the client. Packets that were already read still come.
  void hold(boolean held);

  /// Asks for a judgement, which comes as `Client.judged`. Reading is held until then.
  void authenticate(Credentials credentials);
}
