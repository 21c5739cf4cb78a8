package io.fieldway.gateway.outbox;

import java.time.Duration;

/// The store's bounds.
///
/// @param maxEntries readings that may wait for the platform; beyond, devices are told
///   `outbox-full` and keep theirs
/// @param maxBytes their size together; beyond, the same
/// @param queueEntries writes that may wait for the writer; beyond, whoever brings more is blocked
/// @param groupEntries writes that share one commit at most
/// @param checkBytes a store up to this size is checked whole at start; of a larger one only its
///   ends
/// @param closeTimeout how long closing waits for the writes that were taken
public record OutboxConfig(
    long maxEntries,
    long maxBytes,
    int queueEntries,
    int groupEntries,
    long checkBytes,
    Duration closeTimeout) {
  public static final OutboxConfig DEFAULTS =
      new OutboxConfig(10_000_000, 4L << 30, 10_000, 256, 64L << 20, Duration.ofSeconds(10));

  public OutboxConfig {
    if (maxEntries < 1 || maxBytes < 1 || queueEntries < 1 || groupEntries < 1) {
      throw new IllegalArgumentException("the outbox's bounds are at least 1");
    }
  }

  public OutboxConfig withMaxEntries(long most) {
    return new OutboxConfig(most, maxBytes, queueEntries, groupEntries, checkBytes, closeTimeout);
  }

  public OutboxConfig withMaxBytes(long most) {
    return new OutboxConfig(maxEntries, most, queueEntries, groupEntries, checkBytes, closeTimeout);
  }
}
