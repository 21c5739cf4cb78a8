package io.fieldway.cloud.queue;

import java.time.Duration;

/// Where Redis is, and the bounds of what is kept there.
///
/// @param url a `redis://` or `rediss://` url
/// @param partitions how many streams the gateways' batches are spread over; all processes must
///   agree
/// @param maxStreamLength most batches waiting in one partition; more are answered busy
/// @param feedLength about how many events the feed keeps for pages that come back; older ones are
///   forgotten
/// @param maxRequests most commands under way on a connection; more fail at once
/// @param commandTimeout how long a command may take before it has failed
/// @param maxReconnectDelay the longest pause between two attempts to connect again
/// @param nonceLife how long a nonce can be used
public record QueueConfig(
    String url,
    int partitions,
    long maxStreamLength,
    long feedLength,
    int maxRequests,
    Duration commandTimeout,
    Duration maxReconnectDelay,
    Duration nonceLife) {
  public static QueueConfig of(String url) {
    return new QueueConfig(
        url,
        4,
        500,
        1_000,
        10_000,
        Duration.ofSeconds(5),
        Duration.ofMillis(500),
        Duration.ofSeconds(60));
  }

  /// The password stays unseen.
  @Override
  public String toString() {
    return "queue with " + partitions + " partitions";
  }
}
