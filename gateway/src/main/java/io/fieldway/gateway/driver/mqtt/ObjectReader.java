package io.fieldway.gateway.driver.mqtt;

import io.fieldway.gateway.driver.mqtt.Mapped.Refused;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.device.DeviceLine;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Reads one JSON object of values, with the members for its count and time.
final class ObjectReader {
  /// The run of a count that names none.
  static final String SESSION = "mqtt";

  /// A number of time this large counts milliseconds; as seconds it would be in the year 5138.
  private static final double FIRST_MILLIS = 1e11;

  private final MqttRule rule;
  private final String topic;
  private final String device;
  private final Instant now;
  private final Map<String, JsonNode> values = new LinkedHashMap<>();
  private final List<Refused> flaws = new ArrayList<>();

  ObjectReader(MqttRule rule, String topic, String device, Instant now) {
    this.rule = rule;
    this.topic = topic;
    this.device = device;
    this.now = now;
  }

  Mapped read(String text) {
    JsonNode tree;
    try {
      tree = Json.parse("payload", text);
    } catch (MalformedException e) {
      return malformed("a JSON object", text.isBlank() ? "nothing" : "text that is no JSON");
    }
    if (!tree.isObject()) {
      return malformed("a JSON object", kind(tree));
    }
    Optional<Mapped.Count> count;
    try {
      count = count(tree);
    } catch (MalformedException e) {
      return malformed("a count of readings, 1 or more, and an id of its run", "something else");
    }
    Instant at = time(tree.path(rule.time()));
    collect("", tree);
    return values.isEmpty()
        ? malformed("at least one value", "none")
        : new Mapped.Measured(rule, device, count, at, values, flaws);
  }

  private Optional<Mapped.Count> count(JsonNode tree) {
    JsonNode seq = tree.path(rule.sequence());
    JsonNode run = tree.path(rule.session());
    if (seq.isMissingNode() || seq.isNull()) {
      return Optional.empty();
    }
    if (!seq.isIntegralNumber() || !seq.canConvertToLong() || seq.longValue() < 1) {
      throw new MalformedException(rule.sequence(), "a count", kind(seq));
    }
    String session =
        run.isMissingNode() || run.isNull()
            ? SESSION
            : Ids.check(rule.session(), run.isValueNode() ? run.asString() : "");
    return Optional.of(new Mapped.Count(session, seq.longValue()));
  }

  private Instant time(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return now;
    }
    try {
      if (node.isString()) {
        return OffsetDateTime.parse(node.stringValue()).toInstant();
      }
      if (node.isNumber() && Math.abs(node.doubleValue()) < 1e15) {
        double value = node.doubleValue();
        return Instant.ofEpochMilli(Math.round(value < FIRST_MILLIS ? value * 1_000 : value));
      }
    } catch (DateTimeException e) {
      // It is told as any other that cannot be read.
    }
    flaws.add(
        Mapping.refused(
            MqttRefusal.UNTIMED,
            topic + " at " + rule.time(),
            "a time with its zone such as 2026-11-21T08:30:00Z, or a number since 1970",
            kind(node)));
    return now;
  }

  private void collect(String prefix, JsonNode tree) {
    for (Map.Entry<String, JsonNode> each : tree.properties()) {
      if (prefix.isEmpty() && isAbout(each.getKey())) {
        continue;
      }
      String name = prefix + each.getKey();
      if (each.getValue().isObject()) {
        collect(name + ".", each.getValue());
      } else if (!each.getValue().isNull()) {
        take(name, each.getValue());
      }
    }
  }

  private void take(String name, JsonNode value) {
    try {
      Ids.check(topic, name);
    } catch (MalformedException e) {
      flaw("names of at most " + Ids.MAX_LENGTH + " letters, digits, '-', '_', '.', ':'", "others");
      return;
    }
    if (values.size() >= DeviceLine.MAX_VALUES) {
      flaw("at most " + DeviceLine.MAX_VALUES + " values", "more");
      return;
    }
    values.put(name, value);
  }

  /// One flaw of a kind tells enough.
  private void flaw(String expected, String came) {
    Refused flaw = Mapping.refused(MqttRefusal.UNNAMEABLE, topic, expected, came);
    if (!flaws.contains(flaw)) {
      flaws.add(flaw);
    }
  }

  private boolean isAbout(String name) {
    return name.equals(rule.sequence()) || name.equals(rule.session()) || name.equals(rule.time());
  }

  private Refused malformed(String expected, String came) {
    return Mapping.refused(MqttRefusal.MALFORMED, topic, expected, came);
  }

  private static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "an array";
      case OBJECT, POJO -> "an object";
      case NUMBER -> "a number";
      case STRING, BINARY -> "a text";
      case BOOLEAN -> "true or false";
      case NULL, MISSING -> "nothing";
    };
  }
}
