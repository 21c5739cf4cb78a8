package io.fieldway.gateway.uplink;

import java.time.Duration;

/// The link's times and bounds.
///
/// @param firstDelay the shortest wait before connecting again
/// @param growth the longest wait after the first failure; it doubles with each further one
/// @param maxDelay the longest wait of all; each wait is drawn evenly below its limit (full
///   jitter), so that a fleet does not come back as one
/// @param steadyAfter a session that lasted so long lets the waits begin at the shortest again
/// @param connectTimeout how long connecting may take
/// @param answerTimeout how long each step of the authentication may take, and at least how long
///   heartbeats may go unanswered
/// @param ackTimeout how long the platform may take to commit a batch; then everything after the
///   last commit is sent again. Doubles while nothing is committed, up to `maxDelay`
/// @param heartbeat how often the platform hears of this gateway, unless it wants to hear more
///   often
/// @param heartbeatFloor the shortest time between two heartbeats
/// @param missedHeartbeats heartbeats in a row without an answer; then the link is taken for dead
/// @param batchEntries readings in one batch at most
/// @param batchBytes bytes in one batch at most, unless one reading alone is larger
/// @param windowBatches batches under way at most; beyond, readings wait on disk
/// @param budget how much may go up
/// @param lag when new readings stop waiting behind old ones
public record UplinkConfig(
    Duration firstDelay,
    Duration growth,
    Duration maxDelay,
    Duration steadyAfter,
    Duration connectTimeout,
    Duration answerTimeout,
    Duration ackTimeout,
    Duration heartbeat,
    Duration heartbeatFloor,
    int missedHeartbeats,
    int batchEntries,
    int batchBytes,
    int windowBatches,
    BudgetConfig budget,
    LagConfig lag) {
  public static final UplinkConfig DEFAULTS =
      new UplinkConfig(
          Duration.ofMillis(200),
          Duration.ofSeconds(1),
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMillis(500),
          3,
          500,
          256 * 1024,
          8,
          BudgetConfig.UNBOUNDED,
          LagConfig.DEFAULTS);

  public UplinkConfig {
    if (batchEntries < 1 || batchBytes < 1 || windowBatches < 1 || missedHeartbeats < 1) {
      throw new IllegalArgumentException("the uplink's bounds are at least 1");
    }
    if (maxDelay.compareTo(growth) < 0 || growth.compareTo(firstDelay) < 0) {
      throw new IllegalArgumentException("firstDelay ≤ growth ≤ maxDelay");
    }
  }

  public UplinkConfig withHeartbeat(Duration time) {
    return new UplinkConfig(
        firstDelay,
        growth,
        maxDelay,
        steadyAfter,
        connectTimeout,
        answerTimeout,
        ackTimeout,
        time,
        heartbeatFloor,
        missedHeartbeats,
        batchEntries,
        batchBytes,
        windowBatches,
        budget,
        lag);
  }

  public UplinkConfig withDelays(Duration first, Duration second, Duration longest) {
    return new UplinkConfig(
        first,
        second,
        longest,
        steadyAfter,
        connectTimeout,
        answerTimeout,
        ackTimeout,
        heartbeat,
        heartbeatFloor,
        missedHeartbeats,
        batchEntries,
        batchBytes,
        windowBatches,
        budget,
        lag);
  }

  public UplinkConfig withTimeouts(Duration answer, Duration ack) {
    return new UplinkConfig(
        firstDelay,
        growth,
        maxDelay,
        steadyAfter,
        connectTimeout,
        answer,
        ack,
        heartbeat,
        heartbeatFloor,
        missedHeartbeats,
        batchEntries,
        batchBytes,
        windowBatches,
        budget,
        lag);
  }

  public UplinkConfig withWindow(int entries, int bytes, int batches) {
    return new UplinkConfig(
        firstDelay,
        growth,
        maxDelay,
        steadyAfter,
        connectTimeout,
        answerTimeout,
        ackTimeout,
        heartbeat,
        heartbeatFloor,
        missedHeartbeats,
        entries,
        bytes,
        batches,
        budget,
        lag);
  }

  public UplinkConfig withBudget(BudgetConfig bound) {
    return new UplinkConfig(
        firstDelay,
        growth,
        maxDelay,
        steadyAfter,
        connectTimeout,
        answerTimeout,
        ackTimeout,
        heartbeat,
        heartbeatFloor,
        missedHeartbeats,
        batchEntries,
        batchBytes,
        windowBatches,
        bound,
        lag);
  }

  public UplinkConfig withLag(LagConfig bounds) {
    return new UplinkConfig(
        firstDelay,
        growth,
        maxDelay,
        steadyAfter,
        connectTimeout,
        answerTimeout,
        ackTimeout,
        heartbeat,
        heartbeatFloor,
        missedHeartbeats,
        batchEntries,
        batchBytes,
        windowBatches,
        budget,
        bounds);
  }
}
