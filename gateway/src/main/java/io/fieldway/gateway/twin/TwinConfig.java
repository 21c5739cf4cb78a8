package io.fieldway.gateway.twin;

import java.time.Duration;

/// Times and bounds of twins; those that both sides must agree on stand in `io.fieldway.wire.twin`.
///
/// @param answerTimeout how long the platform may take to answer about twins; then it is asked
///   again
/// @param maxPending messages of the platform that wait for the disk at most; beyond, it is told to
///   come again
/// @param busyRetry how long it is told to wait
/// @param positionsAtOnce positions in one heartbeat at most; where there are more twins they take
///   turns
public record TwinConfig(
    Duration answerTimeout, int maxPending, Duration busyRetry, int positionsAtOnce) {
  public static final TwinConfig DEFAULTS =
      new TwinConfig(Duration.ofSeconds(5), 16, Duration.ofMillis(500), 500);
}
