package io.fieldway.node.broker;

import io.fieldway.node.kept.Kept;
import java.time.Instant;
import java.util.Optional;

/// A retained message as people see it: what it says stays out of sight.
///
/// @param bytes the size of its payload
public record RetainedView(String topic, int qos, int bytes, Optional<Instant> expiresAt) {
  static RetainedView of(Message message) {
    return new RetainedView(
        message.topic,
        message.qos.number(),
        message.payload.size(),
        message.expiresAt == Kept.NEVER
            ? Optional.empty()
            : Optional.of(Instant.ofEpochMilli(message.expiresAt)));
  }
}
