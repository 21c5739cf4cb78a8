package io.fieldway.cloud.database;

import io.fieldway.wire.telemetry.StreamId;
import java.time.Instant;

/// One hour of a stream, by its gateway's clock.
///
/// @param hour its beginning
/// @param received readings that are stored
/// @param missing readings that never will be
public record HourRow(StreamId stream, Instant hour, long received, long missing) {
  public long expected() {
    return received + missing;
  }
}
