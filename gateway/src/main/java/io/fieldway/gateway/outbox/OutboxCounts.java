package io.fieldway.gateway.outbox;

/// What the store has done since its start.
///
/// @param stored readings written
/// @param replayed readings that were there already
/// @param refused readings refused at a bound or by a failing disk
/// @param dropped readings that were stored and had to go at a bound; gaps tell of them
/// @param commits transactions, each with one fsync
/// @param failures transactions that failed
public record OutboxCounts(
    long stored, long replayed, long refused, long dropped, long commits, long failures) {}
