package io.fieldway.cloud.machine.session;

import java.time.Duration;

/// Bounds of one session.
///
/// @param maxUnanswered most batches in the queue that the gateway waits to hear of; more are
///   answered busy
/// @param busyRetry how long a gateway that is answered busy should wait
/// @param lookAfter how old an unanswered batch is before the database is asked about it
/// @param forgetAfter how old an unanswered batch is before it is forgotten; its gateway has given
///   it up
/// @param credit how much gateways may have under way
public record SessionLimits(
    int maxUnanswered,
    Duration busyRetry,
    Duration lookAfter,
    Duration forgetAfter,
    CreditConfig credit) {
  public SessionLimits(
      int maxUnanswered, Duration busyRetry, Duration lookAfter, Duration forgetAfter) {
    this(maxUnanswered, busyRetry, lookAfter, forgetAfter, CreditConfig.DEFAULTS);
  }

  public static SessionLimits defaults() {
    return new SessionLimits(
        64, Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofSeconds(60));
  }
}
