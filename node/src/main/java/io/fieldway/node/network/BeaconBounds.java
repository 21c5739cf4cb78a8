package io.fieldway.node.network;

import io.fieldway.wire.config.Key;
import java.time.Duration;

/// How often a node is heard, and the bounds of what it hears.
public record BeaconBounds(
    @Key("How often a node calls; one that was not heard ten times is dialled no more.")
        Duration interval,
    @Key(
            value =
                "Datagrams that are looked at in a second; beyond it they are dropped and counted.",
            least = 1)
        int perSecond,
    @Key(value = "Nodes that are dialled because of their beacons; more are counted.", least = 1)
        int maximumNodes) {
  /// What holds where nothing else is said.
  public static BeaconBounds defaults() {
    return new BeaconBounds(Duration.ofSeconds(5), 100, 64);
  }
}
