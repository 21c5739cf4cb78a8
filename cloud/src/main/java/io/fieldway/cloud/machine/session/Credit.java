package io.fieldway.cloud.machine.session;

import com.google.errorprone.annotations.Var;
import java.time.Duration;
import java.time.Instant;

/// How many entries gateways may have under way, by how long the last ones took: the pool that they
/// share grows slowly while the database is quick and is halved when it is slow, no more often than
/// once in the time that a batch may take. A core without I/O.
public final class Credit {
  /// The pool grows by one part in so many with each quick batch.
  private static final int GROWTH = 100;

  private final CreditConfig config;
  @Var private long pool;
  @Var private Instant halved = Instant.MIN;

  public Credit(CreditConfig config) {
    this.config = config;
    this.pool = config.start();
  }

  /// A batch has been committed.
  ///
  /// @param wait how long that took since it came
  public void took(Duration wait, Instant now) {
    if (wait.compareTo(config.patience()) <= 0) {
      boolean quick = wait.compareTo(config.patience().dividedBy(2)) <= 0;
      pool = quick ? Math.min(config.pool(), pool + pool / GROWTH + 1) : pool;
    } else if (now.isBefore(halved) || !now.isBefore(halved.plus(config.patience()))) {
      halved = now;
      pool = Math.max(1, pool / 2);
    }
  }

  /// What one of so many gateways may have under way.
  public long grant(long gateways) {
    return Math.clamp(pool / Math.max(1, gateways), config.least(), config.most());
  }

  public long pool() {
    return pool;
  }
}
