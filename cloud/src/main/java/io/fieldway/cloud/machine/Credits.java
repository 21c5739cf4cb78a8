package io.fieldway.cloud.machine;

import io.fieldway.cloud.machine.session.Credit;
import io.fieldway.cloud.machine.session.CreditConfig;
import java.time.Duration;
import java.time.Instant;

/// The [Credit] that this process's gateways share. Used by every event loop.
final class Credits {
  private final Credit credit;

  Credits(CreditConfig config) {
    this.credit = new Credit(config);
  }

  synchronized void took(Duration wait, Instant now) {
    credit.took(wait, now);
  }

  synchronized long grant(long gateways) {
    return credit.grant(gateways);
  }

  synchronized long pool() {
    return credit.pool();
  }
}
