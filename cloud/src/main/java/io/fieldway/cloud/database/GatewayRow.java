package io.fieldway.cloud.database;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A registered gateway, without its key.
///
/// @param lastProof when it last showed that it lives, by the platform's clock
/// @param revoked since when it is refused
/// @param rotation since when a new key is wanted
/// @param outbox what it said waits on its disk
public record GatewayRow(
    String id,
    String title,
    Presence state,
    Optional<Instant> lastProof,
    Optional<Instant> revoked,
    Optional<Instant> rotation,
    OutboxRow outbox) {

  /// What waits on a gateway's disk, by its last heartbeat.
  ///
  /// @param oldest the age of the oldest entry then
  public record OutboxRow(long entries, long bytes, Duration oldest) {}
}
