package io.fieldway.cloud.database;

import io.fieldway.wire.telemetry.StreamId;

/// A stream of a gateway in one epoch.
///
/// @param committed the highest contiguous sequence in the database
/// @param expected the highest sequence that the gateway has spoken of
/// @param points how many points are stored
/// @param quarantined how many points were refused by their model
/// @param duplicates how many points came again and were dropped
/// @param missing how many sequences up to `committed` were dropped by their gateway
public record StreamRow(
    String gateway,
    StreamId stream,
    long committed,
    long expected,
    long points,
    long quarantined,
    long duplicates,
    long missing) {}
