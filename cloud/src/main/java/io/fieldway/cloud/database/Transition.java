package io.fieldway.cloud.database;

import java.time.Instant;
import java.util.Optional;

/// A change of somebody's presence that has been stored.
public sealed interface Transition {
  /// A gateway came or went, or spoke of itself.
  ///
  /// @param changed whether its state is another than before
  record OfGateway(GatewayRow gateway, boolean changed) implements Transition {}

  /// A device came, went, or was lost from sight.
  record OfDevice(String id, String gateway, Presence state, Optional<Instant> lastSeen)
      implements Transition {}
}
