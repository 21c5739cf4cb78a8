package io.fieldway.cloud.resource;

import io.fieldway.cloud.database.SqlGateways;
import io.fieldway.cloud.database.SqlRegistry;
import io.fieldway.cloud.database.SqlTelemetry;
import java.time.Clock;
import java.time.Instant;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/api/overview`.
@RestController
@RequestMapping("/api/overview")
class OverviewController {
  private final ResourceConfig config;
  private final SqlGateways gateways;
  private final SqlRegistry registry;
  private final SqlTelemetry telemetry;
  private final PointRate rate;
  private final Clock clock;

  OverviewController(
      ResourceConfig config,
      SqlGateways gateways,
      SqlRegistry registry,
      SqlTelemetry telemetry,
      PointRate rate,
      Clock clock) {
    this.config = config;
    this.gateways = gateways;
    this.registry = registry;
    this.telemetry = telemetry;
    this.rate = rate;
    this.clock = clock;
  }

  @GetMapping
  Views.Overview overview() {
    Instant now = clock.instant();
    return new Views.Overview(
        Views.Totals.of(telemetry.totals(), rate.perSecond(now), now),
        gateways.all().stream()
            .map(row -> Views.Gateway.of(row, gateways.streams(row.id(), config.listed())))
            .toList(),
        registry.devices().stream().map(Views.DeviceBrief::of).toList());
  }
}
