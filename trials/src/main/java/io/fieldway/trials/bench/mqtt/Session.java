package io.fieldway.trials.bench.mqtt;

import java.time.Duration;

/// How a client presents itself.
///
/// @param cleanStart whether a session of before is to be forgotten
/// @param expiry how long the session lives on without a connection; with MQTT 3.1.1 it has no say
public record Session(String client, boolean cleanStart, Duration expiry, Protocol protocol) {
  /// A session that begins and ends with its connection.
  public static Session passing(String client, Protocol protocol) {
    return new Session(client, true, Duration.ZERO, protocol);
  }

  /// A session that outlives its connections.
  public static Session lasting(String client, Protocol protocol) {
    return new Session(client, false, Duration.ofDays(1), protocol);
  }
}
