package io.fieldway.node.trust;

import io.fieldway.node.packet.ReasonCode;
import io.fieldway.wire.Bytes;

/// What becomes of a request to join.
public sealed interface JoinAnswer {
  /// The node belongs to the mesh from now on.
  ///
  /// @param certificate of the node, in DER
  record Welcome(String node, Bytes certificate) implements JoinAnswer {}

  /// It does not.
  ///
  /// @param reason one that CONNACK has
  /// @param why a sentence for who asked
  record Refused(ReasonCode reason, String why) implements JoinAnswer {}
}
