package io.fieldway.gateway.outbox;

/// What happens where the outbox is at a bound.
public enum FullPolicy {
  /// Devices are refused and keep their readings.
  BLOCK,
  /// The oldest readings go, and a gap tells the platform so.
  DROP_OLDEST,
  /// Of the oldest readings every second goes, again and again, and a gap tells so: a long outage
  /// is remembered in less detail.
  THIN_OUT
}
