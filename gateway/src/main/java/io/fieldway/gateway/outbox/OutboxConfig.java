package io.fieldway.gateway.outbox;

import java.time.Duration;
import java.util.Optional;

/// The store's bounds.
///
/// @param maxEntries readings that may wait for the platform; beyond, the policy holds
/// @param maxBytes their size together; beyond, the same
/// @param maxAge how long a reading may wait, by the gateway's clock; older ones go, or devices are
///   refused where the policy is to block. Without it, for ever
/// @param policy what happens at a bound
/// @param maxStreams streams at once; at the bound no other is begun, and new readings wait behind
///   those of the newest
/// @param queueEntries writes that may wait for the writer; beyond, whoever brings more is blocked
/// @param groupEntries writes that share one commit at most
/// @param checkBytes a store up to this size is checked whole at start; of a larger one only its
///   ends
/// @param closeTimeout how long closing waits for the writes that were taken
public record OutboxConfig(
    long maxEntries,
    long maxBytes,
    Optional<Duration> maxAge,
    FullPolicy policy,
    int maxStreams,
    int queueEntries,
    int groupEntries,
    long checkBytes,
    Duration closeTimeout) {
  public static final OutboxConfig DEFAULTS =
      new OutboxConfig(
          10_000_000,
          4L << 30,
          Optional.empty(),
          FullPolicy.BLOCK,
          32,
          10_000,
          256,
          64L << 20,
          Duration.ofSeconds(10));

  public OutboxConfig {
    if (maxEntries < 1 || maxBytes < 1 || maxStreams < 1 || queueEntries < 1 || groupEntries < 1) {
      throw new IllegalArgumentException("the outbox's bounds are at least 1");
    }
    if (maxAge.isPresent() && !maxAge.get().isPositive()) {
      throw new IllegalArgumentException("readings may wait for longer than nothing");
    }
  }

  public OutboxConfig withMaxEntries(long most) {
    return new OutboxConfig(
        most,
        maxBytes,
        maxAge,
        policy,
        maxStreams,
        queueEntries,
        groupEntries,
        checkBytes,
        closeTimeout);
  }

  public OutboxConfig withMaxBytes(long most) {
    return new OutboxConfig(
        maxEntries,
        most,
        maxAge,
        policy,
        maxStreams,
        queueEntries,
        groupEntries,
        checkBytes,
        closeTimeout);
  }

  public OutboxConfig withMaxAge(Duration most) {
    return new OutboxConfig(
        maxEntries,
        maxBytes,
        Optional.of(most),
        policy,
        maxStreams,
        queueEntries,
        groupEntries,
        checkBytes,
        closeTimeout);
  }

  public OutboxConfig withPolicy(FullPolicy atBound) {
    return new OutboxConfig(
        maxEntries,
        maxBytes,
        maxAge,
        atBound,
        maxStreams,
        queueEntries,
        groupEntries,
        checkBytes,
        closeTimeout);
  }

  public OutboxConfig withMaxStreams(int most) {
    return new OutboxConfig(
        maxEntries,
        maxBytes,
        maxAge,
        policy,
        most,
        queueEntries,
        groupEntries,
        checkBytes,
        closeTimeout);
  }
}
