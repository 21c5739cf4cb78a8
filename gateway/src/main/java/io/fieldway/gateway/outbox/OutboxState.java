package io.fieldway.gateway.outbox;

import io.fieldway.wire.telemetry.StreamId;

/// What the outbox holds after its last commit.
///
/// @param last the last sequence given out; 0 for none
/// @param forgotten everything up to here has been deleted
/// @param bytes the size of what is held
public record OutboxState(StreamId stream, long last, long forgotten, long bytes) {
  public long entries() {
    return last - forgotten;
  }
}
