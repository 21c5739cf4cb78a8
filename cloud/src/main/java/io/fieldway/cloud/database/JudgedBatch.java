package io.fieldway.cloud.database;

import io.fieldway.wire.telemetry.Point;
import io.fieldway.wire.telemetry.StreamId;
import java.util.List;
import java.util.Optional;

/// A batch whose points have been judged by their devices' models.
///
/// @param from the first entry's sequence
/// @param to the last entry's sequence
/// @param points in the batch's order
public record JudgedBatch(
    String gateway, StreamId stream, long from, long to, List<JudgedPoint> points) {

  /// A point and the model's word on it.
  ///
  /// @param ordinal its place in its entry, from 0 on
  /// @param refusal why it goes to quarantine; empty where it is stored
  public record JudgedPoint(long seq, int ordinal, Point point, Optional<String> refusal) {}

  public JudgedBatch(
      String gateway, StreamId stream, long from, long to, List<JudgedPoint> points) {
    this.gateway = gateway;
    this.stream = stream;
    this.from = from;
    this.to = to;
    this.points = List.copyOf(points);
  }
}
