package io.fieldway.cloud.resource;

import java.time.Duration;

/// Bounds of the resource server.
///
/// @param readBatches most batches of each partition that are taken from the queue at once
/// @param commitPoints about how many points one transaction gathers; a further batch waits for the
///   next
/// @param readPatience how long the committer waits for batches before it looks around
/// @param firstRetry how long the committer waits after a failure; doubled up to `lastRetry`
/// @param lastRetry the longest such wait
/// @param feedPoints most points of one commit that pages are shown; the newest
/// @param historyPoints most points a history answers with where nothing is asked for
/// @param maxHistoryPoints most points a history can be asked for
/// @param ratePeriod over which time points per second are counted
/// @param listed most commands, quarantined points and streams in one answer
/// @param commandLife how long a command lives where nothing is asked for
/// @param maxCommandLife how long a command may live
/// @param joinLife how long a join code is good where nothing is asked for
/// @param maxJoinLife how long a join code may be good
/// @param bulkDevices most devices of one order; an order to more is refused whole
public record ResourceConfig(
    int readBatches,
    int commitPoints,
    Duration readPatience,
    Duration firstRetry,
    Duration lastRetry,
    int feedPoints,
    int historyPoints,
    int maxHistoryPoints,
    Duration ratePeriod,
    int listed,
    Duration commandLife,
    Duration maxCommandLife,
    Duration joinLife,
    Duration maxJoinLife,
    int bulkDevices) {
  public static ResourceConfig defaults() {
    return new ResourceConfig(
        16,
        5_000,
        Duration.ofSeconds(1),
        Duration.ofMillis(50),
        Duration.ofSeconds(5),
        500,
        2_000,
        20_000,
        Duration.ofSeconds(10),
        200,
        Duration.ofMinutes(1),
        Duration.ofDays(7),
        Duration.ofHours(1),
        Duration.ofDays(7),
        1_000);
  }
}
