package io.fieldway.gateway.outbox;

import io.fieldway.wire.telemetry.StreamId;

/// What the outbox holds of one stream.
///
/// @param base sequence 1 has the place `base + 1` in the store, where the streams lie one behind
///   the other
/// @param last the last sequence given out; 0 for none
/// @param forgotten everything up to here has been deleted
/// @param entries readings held; what gaps have taken is not among them
/// @param bytes their size
public record StreamState(
    StreamId stream, long base, long last, long forgotten, long entries, long bytes) {
  /// Whether the platform has everything.
  public boolean isDone() {
    return forgotten == last;
  }

  /// The place of the first sequence that is held.
  long first() {
    return base + forgotten + 1;
  }

  /// The place of the last sequence.
  long end() {
    return base + last;
  }

  StreamState grown(long size) {
    return new StreamState(stream, base, last, forgotten, entries, bytes + size);
  }

  StreamState next() {
    return new StreamState(stream, base, last + 1, forgotten, entries + 1, bytes);
  }

  StreamState without(Removed removed) {
    return new StreamState(
        stream, base, last, forgotten, entries - removed.entries(), bytes - removed.bytes());
  }

  StreamState forgotten(long upTo) {
    long now = Math.max(forgotten, Math.min(upTo, last));
    return new StreamState(stream, base, last, now, entries, bytes);
  }
}
