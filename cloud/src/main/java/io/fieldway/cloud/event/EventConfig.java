package io.fieldway.cloud.event;

import java.time.Duration;

/// Bounds of the event server.
///
/// @param silence how long a gateway may be silent before it is offline
/// @param every how often deadlines, expiry and totals are looked at
/// @param reconcileEvery how often deadlines that Redis lost are taken from the database again
/// @param grace how long after its deadline a command that was sent may still be reported on before
///   it counts as expired
/// @param nowPatience how long a command that never waits may take to reach its gateway
/// @param atOnce most gateways or commands in one look; the rest follows in the next
/// @param ratePeriod over which time points per second are counted
/// @param auditEntries most entries of the audit; older ones are removed
public record EventConfig(
    Duration silence,
    Duration every,
    Duration reconcileEvery,
    Duration grace,
    Duration nowPatience,
    int atOnce,
    Duration ratePeriod,
    long auditEntries) {
  public static EventConfig of(Duration silence) {
    return new EventConfig(
        silence,
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        500,
        Duration.ofSeconds(10),
        100_000);
  }
}
