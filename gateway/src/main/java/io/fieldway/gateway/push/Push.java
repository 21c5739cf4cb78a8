package io.fieldway.gateway.push;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.device.DeviceLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/// What one request brings. A core without I/O.
///
/// @param session the run of the device's count; empty where it does not count
/// @param readings at least one, in the order of their numbers
public record Push(Optional<String> session, List<Measured> readings) {
  /// One reading.
  ///
  /// @param seq its number in the session; empty where the device does not count
  public record Measured(OptionalLong seq, Instant at, Map<String, JsonNode> values) {
    public Measured(OptionalLong seq, Instant at, Map<String, JsonNode> values) {
      this.seq = seq;
      this.at = at;
      this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  public Push(Optional<String> session, List<Measured> readings) {
    this.session = session;
    this.readings = List.copyOf(readings);
  }

  /// Reads `{seq, session, at, values}`, or an array of them.
  ///
  /// @param run the session of a count that names none
  /// @param now the time of a reading that names none
  /// @throws MalformedException where it is something else
  public static Push ofJson(JsonNode body, String run, int most, Instant now) {
    List<JsonNode> trees = body.isArray() ? body.valueStream().toList() : List.of(body);
    if (trees.isEmpty() || trees.size() > most) {
      throw new MalformedException("body", "1 to " + most + " readings", trees.size() + "");
    }
    Optional<String> session = sessionOf(Fields.of("body", trees.getFirst()), run);
    List<Measured> readings = new ArrayList<>();
    for (int i = 0; i < trees.size(); i++) {
      Fields fields = Fields.of(body.isArray() ? "body[" + i + "]" : "body", trees.get(i));
      Measured reading = measured(fields, now);
      if (!sessionOf(fields, run).equals(session)) {
        throw fields.refused("session", "one session, and a seq in all readings or in none");
      }
      if (i > 0 && reading.seq().isPresent() && reading.seq().getAsLong() <= last(readings)) {
        throw fields.refused("seq", "more than " + last(readings));
      }
      readings.add(reading);
    }
    return new Push(session, readings);
  }

  private static long last(List<Measured> readings) {
    return readings.getLast().seq().orElse(0);
  }

  private static Optional<String> sessionOf(Fields fields, String run) {
    if (!fields.has("seq")) {
      return Optional.empty();
    }
    return Optional.of(fields.has("session") ? Ids.read(fields, "session") : run);
  }

  private static Measured measured(Fields fields, Instant now) {
    JsonNode tree = fields.tree("values");
    if (!tree.isObject() || tree.isEmpty() || tree.size() > DeviceLine.MAX_VALUES) {
      throw fields.refused("values", "an object of 1 to " + DeviceLine.MAX_VALUES + " values");
    }
    Map<String, JsonNode> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> each : tree.properties()) {
      values.put(Ids.check(fields.path("values"), each.getKey()), each.getValue());
    }
    return new Measured(
        fields.has("seq")
            ? OptionalLong.of(fields.whole("seq", 1, Long.MAX_VALUE))
            : OptionalLong.empty(),
        fields.has("at") ? fields.time("at") : now,
        values);
  }

  /// Whether a count stands in the address, for bodies that have no place for it.
  ///
  /// @param run the session of a count that names none
  /// @throws MalformedException where it is none
  public static Optional<Count> countOf(Map<String, String> query, String run) {
    String seq = query.get("seq");
    if (seq == null) {
      return Optional.empty();
    }
    if (!seq.matches("[1-9]\\d{0,17}")) {
      throw new MalformedException("seq", "a count, 1 or more", Json.brief(seq));
    }
    String session = Ids.check("session", query.getOrDefault("session", run));
    return Optional.of(new Count(session, Long.parseLong(seq)));
  }

  /// The number of the first reading of a body.
  public record Count(String session, long first) {}
}
