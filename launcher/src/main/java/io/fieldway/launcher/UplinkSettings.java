package io.fieldway.launcher;

import io.fieldway.gateway.uplink.BudgetConfig;
import io.fieldway.gateway.uplink.UplinkConfig;
import io.fieldway.wire.config.Key;

/// How a gateway reaches its platform.
public record UplinkSettings(@Key("How much may go up.") BudgetConfig budget) {

  /// What the gateway itself does.
  static UplinkSettings defaults() {
    return new UplinkSettings(UplinkConfig.DEFAULTS.budget());
  }

  /// The link's configuration, over another.
  UplinkConfig over(UplinkConfig config) {
    return config.withBudget(budget);
  }
}
