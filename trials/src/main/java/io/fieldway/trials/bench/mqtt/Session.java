package io.fieldway.trials.bench.mqtt;

import java.time.Duration;

/// How a client presents itself.
///
/// @param cleanStart whether a session of before is to be forgotten
/// @param expiry how long the session lives on without a connection
public record Session(String client, boolean cleanStart, Duration expiry) {
  /// A session that begins and ends with its connection.
  public static Session passing(String client) {
    return new Session(client, true, Duration.ZERO);
  }

  /// A session that outlives its connections.
  public static Session lasting(String client) {
    return new Session(client, false, Duration.ofDays(1));
  }
}
