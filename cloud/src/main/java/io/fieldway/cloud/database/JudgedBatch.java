package io.fieldway.cloud.database;

import io.fieldway.wire.telemetry.Gap;
import io.fieldway.wire.telemetry.Point;
import io.fieldway.wire.telemetry.StreamId;
import java.util.List;
import java.util.Optional;

/// A batch whose points have been judged by their devices' models.
///
/// @param from its first sequence
/// @param to its last
/// @param points in the batch's order
/// @param gaps what its gateway had to drop
public record JudgedBatch(
    String gateway, StreamId stream, long from, long to, List<JudgedPoint> points, List<Gap> gaps) {

  /// A point and the model's word on it.
  ///
  /// @param ordinal its place in its entry, from 0 on
  /// @param refusal why it goes to quarantine; empty where it is stored
  public record JudgedPoint(long seq, int ordinal, Point point, Optional<String> refusal) {}

  public JudgedBatch(
      String gateway,
      StreamId stream,
      long from,
      long to,
      List<JudgedPoint> points,
      List<Gap> gaps) {
    this.gateway = gateway;
    this.stream = stream;
    this.from = from;
    this.to = to;
    this.points = List.copyOf(points);
    this.gaps = List.copyOf(gaps);
  }

  /// Without a gap.
  public JudgedBatch(
      String gateway, StreamId stream, long from, long to, List<JudgedPoint> points) {
    this(gateway, stream, from, to, points, List.of());
  }
}
