package io.fieldway.gateway.outbox;

import io.fieldway.wire.telemetry.Point;
import java.util.List;

/// A reading on its way into the outbox.
///
/// @param session the device's session
/// @param seq the device's sequence within it
/// @param points at least one
public record Intake(String device, String session, long seq, List<Point> points) {
  public Intake(String device, String session, long seq, List<Point> points) {
    this.device = device;
    this.session = session;
    this.seq = seq;
    this.points = List.copyOf(points);
  }
}
