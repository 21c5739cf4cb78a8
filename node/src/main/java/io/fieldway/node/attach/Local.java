package io.fieldway.node.attach;

import io.fieldway.node.packet.Packet;
import java.util.Set;

/// The way to this node's own broker. It may answer before a call returns, by [Wire#fromLocal] and
/// [Wire#closedByLocal], and so is called only when it is not in a call itself.
public interface Local {
  /// What the session here subscribes to; none where there is no session.
  Set<String> subscribed();

  /// Whether there is a session here.
  boolean isKept();

  void send(Packet packet, long now);

  /// What comes under this packet id at QoS 2 is a new message.
  void forget(int packetId);

  /// So is what comes under all of them.
  void forgetAll();

  /// The connection is gone; the session stays.
  void lost(long now);
}
