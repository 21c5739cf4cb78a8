package io.fieldway.node.link;

import io.fieldway.node.packet.Packet;
import java.util.Optional;

/// The way out to one peer: what the shell around a link carries out, in order. Nothing here calls
/// back into the link before it returns.
public interface LinkOutbound {
  /// Writes a packet. The shell may gather packets; it flushes before it waits for more input.
  void send(Packet packet);

  /// Closes the connection once what was sent is on its way. No event follows.
  void close();

  /// Bytes that were sent and that the connection has not taken yet.
  long pendingBytes();

  /// Who the peer is by the certificate that it has shown; empty where it has shown none.
  default Optional<Certified> certified() {
    return Optional.empty();
  }
}
