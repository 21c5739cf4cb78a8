package io.fieldway.devices.client;

import java.time.Duration;

/// The bounds of a device's client.
///
/// @param maxUnacknowledged readings kept until the gateway has them; at the bound the oldest is
///   dropped and counted, which is the device's loss: it was never acknowledged
/// @param maxUnacknowledgedBytes the same in bytes of their lines
/// @param maxInFlight readings sent and not yet acknowledged; more wait in the device
/// @param maxRemembered instructions whose results are remembered; at the bound the oldest is
///   forgotten
/// @param maxPictures pictures kept until the gateway has them; at the bound the oldest is given up
/// @param firstBackOff how long it waits after the first failed connection, at most; it doubles
///   with every further one
/// @param longestBackOff and never grows beyond this
/// @param patience how long a gateway may take to say welcome
/// @param outboxFullPause how long it waits after a gateway said that its outbox is full
public record ClientConfig(
    int maxUnacknowledged,
    long maxUnacknowledgedBytes,
    int maxInFlight,
    int maxRemembered,
    int maxPictures,
    Duration firstBackOff,
    Duration longestBackOff,
    Duration patience,
    Duration outboxFullPause) {

  public ClientConfig {
    if (maxUnacknowledged < 1 || maxInFlight < 1 || maxRemembered < 1) {
      throw new IllegalArgumentException("a device keeps at least one reading and one result");
    }
  }

  public static ClientConfig defaults() {
    return new ClientConfig(
        10_000,
        16 * 1024 * 1024,
        512,
        1_000,
        16,
        Duration.ofMillis(250),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(1));
  }
}
