package io.fieldway.node.mesh;

import io.fieldway.wire.config.Key;
import java.time.Duration;

/// The bounds of what a node holds for others.
public record CustodyConfig(
    @Key(
            value =
                "Bytes of the messages on their way that this node holds, half of them at most for one"
                    + " destination; beyond it publishers whose messages go to other nodes are"
                    + " refused with Quota exceeded, and neighbours keep what they would hand over,"
                    + " but for the first message that a destination lacks.",
            size = true,
            least = 1 << 20)
        long maximumBytes,
    @Key(
            value =
                "Messages from this node to one other that are on their way and not confirmed; the"
                    + " next ones wait here.",
            least = 1)
        int window,
    @Key(
            value =
                "Nodes that a message may pass; then it waits for other routes, and is counted.",
            least = 1,
            most = 255)
        int maximumHops,
    @Key(
            "A node that has confirmed nothing for so long is asked what it has, and gets again what"
                + " it lacks.")
        Duration probe,
    @Key("After so long a message that a neighbour had no room for is offered again.")
        Duration retry) {
  /// What holds where nothing else is said.
  public static CustodyConfig defaults() {
    return new CustodyConfig(64L << 20, 16_384, 64, Duration.ofSeconds(3), Duration.ofMillis(500));
  }

  public CustodyConfig withWindow(int most) {
    return new CustodyConfig(maximumBytes, most, maximumHops, probe, retry);
  }

  public CustodyConfig withMaximumBytes(long most) {
    return new CustodyConfig(most, window, maximumHops, probe, retry);
  }

  public CustodyConfig withMaximumHops(int most) {
    return new CustodyConfig(maximumBytes, window, most, probe, retry);
  }
}
