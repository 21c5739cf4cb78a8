package io.fieldway.wire.telemetry;

import java.util.List;

/// One reading in a gateway's outbox: the points one device sent in one line.
///
/// @param seq position in the stream's epoch; the first is 1 and none is left out
/// @param points at least one
public record Entry(long seq, List<Point> points) {
  public Entry(long seq, List<Point> points) {
    this.seq = seq;
    this.points = List.copyOf(points);
    if (seq < 1 || points.isEmpty()) {
      throw new IllegalArgumentException("an entry has a sequence from 1 on and points");
    }
  }
}
