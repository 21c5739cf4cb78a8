package io.fieldway.gateway.outbox;

import io.fieldway.wire.telemetry.StreamId;
import java.util.List;
import java.util.Optional;

/// What the outbox holds after its last commit.
///
/// @param streams the oldest first; new readings go into the last
public record OutboxState(List<StreamState> streams) {
  public OutboxState(List<StreamState> streams) {
    this.streams = List.copyOf(streams);
    if (streams.isEmpty()) {
      throw new IllegalArgumentException("an outbox has a stream");
    }
  }

  /// Where new readings go.
  public StreamState newest() {
    return streams.getLast();
  }

  /// The stream into which new readings go.
  public StreamId stream() {
    return newest().stream();
  }

  /// The last sequence given out in the newest stream.
  public long last() {
    return newest().last();
  }

  public long entries() {
    return streams.stream().mapToLong(StreamState::entries).sum();
  }

  public long bytes() {
    return streams.stream().mapToLong(StreamState::bytes).sum();
  }

  /// What is held of a stream.
  public Optional<StreamState> of(StreamId stream) {
    return streams.stream().filter(each -> each.stream().equals(stream)).findFirst();
  }
}
