package io.fieldway.cloud.command;

import io.fieldway.wire.model.QueuePolicy;
import java.time.Instant;
import java.util.Optional;

/// When a command may act.
///
/// @param policy how it waits
/// @param notBefore until when it is held
/// @param deadline when it is too late to begin
public record Terms(QueuePolicy policy, Optional<Instant> notBefore, Instant deadline) {
  /// In line, held for nothing.
  public static Terms until(Instant deadline) {
    return new Terms(QueuePolicy.FIFO, Optional.empty(), deadline);
  }
}
