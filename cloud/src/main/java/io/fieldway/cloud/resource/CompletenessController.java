package io.fieldway.cloud.resource;

import io.fieldway.cloud.database.SqlCompleteness;
import io.fieldway.cloud.database.SqlGateways;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `/api/gateways/{id}/completeness`.
@RestController
@RequestMapping("/api/gateways/{id}/completeness")
class CompletenessController {
  private static final Duration SHOWN = Duration.ofDays(7);

  /// Clocks of gateways may be ahead of ours.
  private static final Duration AHEAD = Duration.ofDays(1);

  private final ResourceConfig config;
  private final SqlGateways gateways;
  private final SqlCompleteness completeness;
  private final Clock clock;

  CompletenessController(
      ResourceConfig config, SqlGateways gateways, SqlCompleteness completeness, Clock clock) {
    this.config = config;
    this.gateways = gateways;
    this.completeness = completeness;
    this.clock = clock;
  }

  /// What came and what is missing in each hour of the gateway's clock; the last seven days where
  /// nothing is asked for.
  @GetMapping
  Views.Completeness completeness(
      @PathVariable String id,
      @RequestParam Optional<String> from,
      @RequestParam Optional<String> to) {
    if (gateways.find(id).isEmpty()) {
      throw Problems.notFound("There is no gateway " + id + ".");
    }
    Instant now = clock.instant();
    Instant end = to.map(text -> time("to", text)).orElse(now.plus(AHEAD));
    Instant begin = from.map(text -> time("from", text)).orElse(now.minus(SHOWN));
    if (!begin.isBefore(end)) {
      throw new MalformedException("to", "a time after from", Json.brief(end.toString()));
    }
    return new Views.Completeness(
        completeness.hours(id, begin, end, config.listed()).stream().map(Views.Hour::of).toList(),
        completeness.gaps(id, begin, end, config.listed()).stream()
            .map(Views.Missing::of)
            .toList());
  }

  private static Instant time(String name, String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new MalformedException(name, "a time such as 2026-11-21T08:30:00Z", Json.brief(text));
    }
  }
}
