package io.fieldway.trials.bench.mqtt;

import java.io.IOException;
import java.net.InetSocketAddress;

/// Where the clients of a load connect.
///
/// @param publishers where what is published enters
/// @param subscribers where it comes out
/// @param way waited for when all have subscribed, before anything is published
public record Ends(InetSocketAddress publishers, InetSocketAddress subscribers, Way way) {
  /// How messages get from the one to the other.
  @FunctionalInterface
  public interface Way {
    /// Waits until it is open for what the subscribers want.
    void await() throws IOException;
  }

  /// One broker for all.
  public static Ends of(InetSocketAddress broker) {
    return new Ends(broker, broker, () -> {});
  }
}
