package io.fieldway.gateway.driver.mqtt;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.driver.mqtt.Mapped.Refused;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.device.DeviceLine;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What messages mean, by rules. A core: `(topic, payload, time) → meaning`.
final class Mapping {
  private final List<MqttRule> rules;

  Mapping(List<MqttRule> rules) {
    this.rules = List.copyOf(rules);
  }

  /// A message as it came.
  ///
  /// @param correlation the correlation data as text; empty where there is none
  record Message(String topic, Bytes payload, Optional<String> correlation) {}

  /// Reads a message.
  ///
  /// @param now the time of a reading that names none
  Mapped read(Message message, Instant now) {
    for (MqttRule rule : rules) {
      Optional<Mapped> meaning = read(rule, message, now);
      if (meaning.isPresent()) {
        return meaning.get();
      }
    }
    return refused(MqttRefusal.UNKNOWN_TOPIC, message.topic(), "a topic of a rule", "another");
  }

  private static Optional<Mapped> read(MqttRule rule, Message message, Instant now) {
    String topic = message.topic();
    Optional<TopicPattern.Match> telemetry = rule.telemetry().match(topic);
    if (telemetry.isPresent()) {
      return Optional.of(
          named(
              message,
              telemetry.get(),
              text -> measured(rule, message, telemetry.get(), text, now)));
    }
    Optional<TopicPattern.Match> status = rule.status().flatMap(each -> each.match(topic));
    if (status.isPresent()) {
      return Optional.of(
          named(message, status.get(), text -> declared(rule, message, status.get(), text)));
    }
    Optional<TopicPattern.Match> results = rule.results().flatMap(each -> each.match(topic));
    if (results.isPresent()) {
      return Optional.of(
          named(message, results.get(), text -> answered(rule, message, results.get(), text)));
    }
    return rule.reported()
        .flatMap(each -> each.match(topic))
        .map(match -> named(message, match, text -> told(rule, message, match, text)));
  }

  /// What a payload means where the topic's names are ids and the payload is text.
  private interface Meaning {
    Mapped of(String text);
  }

  private static Mapped named(Message message, TopicPattern.Match match, Meaning meaning) {
    String place = "level {device} of " + message.topic();
    try {
      Ids.check(place, match.device());
      match.property().ifPresent(name -> Ids.check(place, name));
    } catch (MalformedException e) {
      return refused(
          MqttRefusal.MALFORMED,
          message.topic(),
          "named levels of at most " + Ids.MAX_LENGTH + " letters, digits, '-', '_', '.', ':'",
          "other text");
    }
    Optional<String> text = text(message.payload());
    return text.isEmpty()
        ? refused(MqttRefusal.MALFORMED, message.topic(), "UTF-8", "other bytes")
        : meaning.of(text.get());
  }

  private static Mapped measured(
      MqttRule rule, Message message, TopicPattern.Match match, String text, Instant now) {
    return switch (rule.payload()) {
      case JSON -> new ObjectReader(rule, message.topic(), match.device(), now).read(text);
      case VALUE -> {
        String name = match.property().or(rule::property).orElseThrow();
        Optional<JsonNode> value = bare(text);
        yield value.isEmpty()
            ? refused(
                MqttRefusal.MALFORMED,
                message.topic(),
                "a number, true, false or a text",
                text.isBlank() ? "nothing" : "another kind of JSON")
            : new Mapped.Measured(
                rule, match.device(), Optional.empty(), now, Map.of(name, value.get()), List.of());
      }
    };
  }

  /// Quotes may be left out; then what is no number and no truth is a text.
  private static Optional<JsonNode> bare(String text) {
    if (text.isBlank()) {
      return Optional.empty();
    }
    try {
      JsonNode tree = Json.parse("value", text);
      return Optional.of(tree).filter(JsonNode::isValueNode).filter(each -> !each.isNull());
    } catch (MalformedException e) {
      return Optional.of(JsonNodeFactory.instance.stringNode(text.strip()));
    }
  }

  /// `online` and `offline` in any case, bare, quoted, or as `{"state": …}`.
  private static Mapped declared(
      MqttRule rule, Message message, TopicPattern.Match match, String text) {
    String word =
        bare(text)
            .or(() -> state(text))
            .map(JsonNode::asString)
            .orElse("")
            .toLowerCase(Locale.ROOT);
    return switch (word) {
      case "online", "true", "1" -> new Mapped.Declared(rule, match.device(), true);
      case "offline", "false", "0" -> new Mapped.Declared(rule, match.device(), false);
      default ->
          refused(MqttRefusal.MALFORMED, message.topic(), "online or offline", "another text");
    };
  }

  private static Optional<JsonNode> state(String text) {
    try {
      return Optional.of(Json.parse("status", text).path("state")).filter(JsonNode::isString);
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  /// The instruction is named by the correlation data, by the member `instruction`, or by both.
  private static Mapped answered(
      MqttRule rule, Message message, TopicPattern.Match match, String text) {
    @Var String where = "the payload";
    try {
      if (!(Json.parse("result", text) instanceof ObjectNode tree)) {
        return refused(MqttRefusal.MALFORMED, message.topic(), "a JSON object", "other JSON");
      }
      tree.put("type", "result");
      if (!tree.hasNonNull("instruction")) {
        message.correlation().ifPresent(id -> tree.put("instruction", id));
      }
      where = "a member";
      if (DeviceLine.parse(Json.write(tree)) instanceof DeviceLine.Result result) {
        return new Mapped.Answered(rule, match.device(), result);
      }
      throw new IllegalStateException("a result reads as another line");
    } catch (MalformedException e) {
      return refused(
          MqttRefusal.MALFORMED,
          message.topic(),
          "a result {instruction, executed, reason, output}",
          "something else at " + (where.equals("a member") ? e.where() : where));
    }
  }

  /// The line `reported`, without its type.
  private static Mapped told(
      MqttRule rule, Message message, TopicPattern.Match match, String text) {
    @Var String where = "the payload";
    try {
      if (!(Json.parse("reported", text) instanceof ObjectNode tree)) {
        return refused(MqttRefusal.MALFORMED, message.topic(), "a JSON object", "other JSON");
      }
      tree.put("type", "reported");
      where = "a member";
      if (DeviceLine.parse(Json.write(tree)) instanceof DeviceLine.Reported reported) {
        return new Mapped.Told(rule, match.device(), reported);
      }
      throw new IllegalStateException("what is reported reads as another line");
    } catch (MalformedException e) {
      return refused(
          MqttRefusal.MALFORMED,
          message.topic(),
          "what is set {version, values, refused}",
          "something else at " + (where.equals("a member") ? e.where() : where));
    }
  }

  private static Optional<String> text(Bytes payload) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(payload.toArray()))
              .toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  static Refused refused(MqttRefusal reason, String where, String expected, String came) {
    return new Refused(
        reason, (where + ": expected " + expected + ", got " + came).replaceAll("\\p{Cntrl}", "?"));
  }
}
