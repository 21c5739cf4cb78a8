package io.fieldway.cloud.resource;

import io.fieldway.cloud.database.SqlRegistry;
import io.fieldway.cloud.database.SqlTelemetry;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ArrayNode;

/// What a device has measured.
@RestController
@RequestMapping("/api/devices/{id}")
class TelemetryController {
  private static final Duration SHOWN = Duration.ofHours(24);

  /// Clocks of devices may be ahead of ours.
  private static final Duration AHEAD = Duration.ofDays(1);

  private final ResourceConfig config;
  private final SqlRegistry registry;
  private final SqlTelemetry telemetry;
  private final Clock clock;

  TelemetryController(
      ResourceConfig config, SqlRegistry registry, SqlTelemetry telemetry, Clock clock) {
    this.config = config;
    this.registry = registry;
    this.telemetry = telemetry;
    this.clock = clock;
  }

  /// A property over the device's time; the last 24 hours where nothing is asked for.
  ///
  /// @param limit most points; more are averaged over equal times
  @GetMapping("/history")
  Views.History history(
      @PathVariable String id,
      @RequestParam String property,
      @RequestParam Optional<String> from,
      @RequestParam Optional<String> to,
      @RequestParam Optional<Integer> limit) {
    check(id);
    Instant now = clock.instant();
    Instant end = to.map(text -> time("to", text)).orElse(now.plus(AHEAD));
    Instant begin = from.map(text -> time("from", text)).orElse(now.minus(SHOWN));
    if (!begin.isBefore(end)) {
      throw new MalformedException("to", "a time after from", Json.brief(end.toString()));
    }
    int most = limit.orElse(config.historyPoints());
    if (most < 1 || most > config.maxHistoryPoints()) {
      throw new MalformedException(
          "limit", "a number from 1 to " + config.maxHistoryPoints(), String.valueOf(most));
    }
    SqlTelemetry.History history = telemetry.history(id, property, begin, end, most);
    ArrayNode points = Json.array();
    for (SqlTelemetry.Sample each : history.samples()) {
      points.addArray().add(each.at().toEpochMilli()).add(each.value().json());
    }
    return new Views.History(
        property, history.unit(), history.bucket().map(Duration::toMillis), points);
  }

  /// The newest points that the device's model refused.
  @GetMapping("/quarantine")
  List<Views.Quarantined> quarantine(@PathVariable String id) {
    check(id);
    return telemetry.quarantine(id, config.listed()).stream()
        .map(each ->
            new Views.Quarantined(
                each.property(),
                each.value(),
                each.unit(),
                each.reason(),
                each.at(),
                each.receivedAt(),
                id))
        .toList();
  }

  private void check(String id) {
    if (registry.device(id).isEmpty()) {
      throw Problems.notFound("There is no device " + id + ".");
    }
  }

  private static Instant time(String name, String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new MalformedException(name, "a time such as 2026-11-21T08:30:00Z", Json.brief(text));
    }
  }
}
