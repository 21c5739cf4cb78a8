package io.fieldway.cloud.database;

import io.fieldway.wire.telemetry.Gap;
import io.fieldway.wire.telemetry.StreamId;

/// Readings that a gateway had to drop.
///
/// @param gap where they were; its times are by the gateway's clock
/// @param missing how many of its sequences are missing
public record GapRow(StreamId stream, Gap gap, long missing) {}
