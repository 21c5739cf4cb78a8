package io.fieldway.cloud.machine.session;

import java.time.Duration;

/// How much gateways may have under way.
///
/// @param patience how long a batch may take until the database has committed it; where it takes
///   longer, gateways are granted less
/// @param least entries that every gateway is granted at least
/// @param most entries that one gateway is granted at most
/// @param start entries that all may have under way at first
/// @param pool entries that all may have under way at most, however quick the database is
public record CreditConfig(Duration patience, long least, long most, long start, long pool) {
  public static final CreditConfig DEFAULTS =
      new CreditConfig(Duration.ofMillis(500), 64, 8_000, 50_000, 1_000_000);

  public CreditConfig {
    if (least < 1 || most < least || start < 1 || pool < start || !patience.isPositive()) {
      throw new IllegalArgumentException("1 ≤ least ≤ most, 1 ≤ start ≤ pool, and some patience");
    }
  }
}
