package io.fieldway.node.link;

import io.fieldway.node.packet.Packet;
import java.util.Optional;

/// Who hears of a node's links: what lies above them.
public interface Neighbours {
  /// Why this peer is not taken, as it is told; empty where it is. The link is not up yet.
  Optional<String> refusal(Link link, String peer, long peerEpoch);

  /// The link has come up. What is sent from here on goes to the peer.
  void up(Link link, long now);

  /// A PUBLISH that is no hello, or a PUBACK, has come.
  void received(Link link, Packet packet, long now);

  /// There is a new [Link#roundTripMicros].
  void measured(Link link, long now);

  /// Less than half of the bound is pending again.
  void drained(Link link, long now);

  /// A link that was up is not any more, whoever ended it. Comes once.
  void down(Link link, String why, long now);
}
