package io.fieldway.gateway.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.driver.mqtt.Mapped.Refused;
import io.fieldway.gateway.driver.mqtt.Mapping.Message;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.device.DeviceLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class MappingTest {
  private static final Instant NOW = Instant.parse("2026-11-21T08:30:00Z");
  private static final String TELEMETRY = "field/d-1/telemetry";

  private static final Mapping MAPPING =
      new Mapping(
          List.of(
              MqttRule.standard(),
              MqttRule.reading("plant/{device}/{property}", PayloadForm.VALUE),
              MqttRule.reading("doors/+/{device}", PayloadForm.VALUE).withProperty("open")));

  private static Mapped read(String topic, String payload) {
    return MAPPING.read(new Message(topic, Bytes.utf8(payload), Optional.empty()), NOW);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          # topic               | payload                          | device | count  | time                 | values                          | flaws
          field/d-1/telemetry   | {"t":215}                        | d-1    | -      | 2026-11-21T08:30:00Z | {"t":215}                       | 0
          field/d-1/telemetry   | {"t":215,"seq":7}                | d-1    | mqtt 7 | 2026-11-21T08:30:00Z | {"t":215}                       | 0
          field/d-1/telemetry   | {"t":1,"seq":7,"session":"b"}    | d-1    | b 7    | 2026-11-21T08:30:00Z | {"t":1}                         | 0
          field/d-1/telemetry   | {"t":1,"seq":7,"session":3}      | d-1    | 3 7    | 2026-11-21T08:30:00Z | {"t":1}                         | 0
          field/d-1/telemetry   | {"t":1,"at":"2026-01-02T03:04:05+01:00"} | d-1 | - | 2026-01-02T02:04:05Z | {"t":1}                       | 0
          field/d-1/telemetry   | {"t":1,"at":1770000000}          | d-1    | -      | 2026-02-02T02:40:00Z | {"t":1}                         | 0
          field/d-1/telemetry   | {"t":1,"at":1770000000500}       | d-1    | -      | 2026-02-02T02:40:00.500Z | {"t":1}                     | 0
          field/d-1/telemetry   | {"t":1,"at":"2026-01-02T03:04:05"} | d-1  | -      | 2026-11-21T08:30:00Z | {"t":1}                         | 1
          field/d-1/telemetry   | {"AM":{"T":2.5,"ok":true},"x":"a"} | d-1  | -      | 2026-11-21T08:30:00Z | {"AM.T":2.5,"AM.ok":true,"x":"a"} | 0
          field/d-1/telemetry   | {"a b":1,"t":null,"u":2}         | d-1    | -      | 2026-11-21T08:30:00Z | {"u":2}                         | 1
          field/d-1/telemetry   | {"list":[1,2]}                   | d-1    | -      | 2026-11-21T08:30:00Z | {"list":[1,2]}                  | 0
          plant/d-1/level       | 3.50                             | d-1    | -      | 2026-11-21T08:30:00Z | {"level":3.50}                  | 0
          plant/d-1/pump        | ON                               | d-1    | -      | 2026-11-21T08:30:00Z | {"pump":"ON"}                   | 0
          plant/d-1/pump        | "ON"                             | d-1    | -      | 2026-11-21T08:30:00Z | {"pump":"ON"}                   | 0
          plant/d-1/on          | true                             | d-1    | -      | 2026-11-21T08:30:00Z | {"on":true}                     | 0
          doors/hall/d-9        | 1                                | d-9    | -      | 2026-11-21T08:30:00Z | {"open":1}                      | 0
          """)
  void readsReadings(
      String topic,
      String payload,
      String device,
      String count,
      Instant at,
      String values,
      int flaws) {
    assertThat(read(topic, payload))
        .isInstanceOfSatisfying(
            Mapped.Measured.class,
            measured -> {
              assertThat(measured.device()).isEqualTo(device);
              assertThat(
                      measured.count().map(each -> each.session() + " " + each.seq()).orElse("-"))
                  .isEqualTo(count);
              assertThat(measured.at()).isEqualTo(at);
              ObjectNode tree = Json.object();
              measured.values().forEach(tree::set);
              assertThat(tree).isEqualTo(Json.parse("values", values));
              assertThat(measured.flaws()).hasSize(flaws);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          field/d-1/telemetry | {"t":1               | MALFORMED     | field/d-1/telemetry: expected a JSON object, got text that is no JSON
          field/d-1/telemetry | [1]                  | MALFORMED     | field/d-1/telemetry: expected a JSON object, got an array
          field/d-1/telemetry | ``                   | MALFORMED     | field/d-1/telemetry: expected a JSON object, got nothing
          field/d-1/telemetry | {}                   | MALFORMED     | field/d-1/telemetry: expected at least one value, got none
          field/d-1/telemetry | {"seq":0,"t":1}      | MALFORMED     | field/d-1/telemetry: expected a count of readings, 1 or more, and an id of its run, got something else
          field/d-1/telemetry | {"seq":"x","t":1}    | MALFORMED     | field/d-1/telemetry: expected a count of readings, 1 or more, and an id of its run, got something else
          field/d-1/telemetry | {"seq":1,"session":"a b","t":1} | MALFORMED | field/d-1/telemetry: expected a count of readings, 1 or more, and an id of its run, got something else
          field/-d/telemetry  | {"t":1}              | MALFORMED     | field/-d/telemetry: expected named levels of at most 64 letters, digits, '-', '_', '.', ':', got other text
          plant/d-1/level     | {"a":1}              | MALFORMED     | plant/d-1/level: expected a number, true, false or a text, got another kind of JSON
          plant/d-1/level     | ``                   | MALFORMED     | plant/d-1/level: expected a number, true, false or a text, got nothing
          field/d-1/status    | perhaps              | MALFORMED     | field/d-1/status: expected online or offline, got another text
          field/d-1/results   | {"executed":1}       | MALFORMED     | field/d-1/results: expected a result {instruction, executed, reason, output}, got something else at line.instruction
          elsewhere           | 1                    | UNKNOWN_TOPIC | elsewhere: expected a topic of a rule, got another
          """)
  void refusesWithWhatWasExpectedWhatCameAndWhere(
      String topic, String payload, MqttRefusal reason, String sentence) {
    assertThat(read(topic, payload)).isEqualTo(new Refused(reason, sentence));
  }

  @ParameterizedTest
  @CsvSource({
    "online,true",
    "Offline,false",
    "\"online\",true",
    "'{\"state\":\"offline\"}',false",
    "1,true"
  })
  void readsWhetherADeviceIsThere(String payload, boolean online) {
    assertThat(read("field/d-1/status", payload))
        .isEqualTo(new Mapped.Declared(MqttRule.standard(), "d-1", online));
  }

  @Test
  void takesTheInstructionOfAResultFromItsCorrelationData() {
    Message message =
        new Message(
            "field/d-1/results",
            Bytes.utf8("{\"executed\":false,\"reason\":\"stuck\"}"),
            Optional.of("c-1"));
    assertThat(MAPPING.read(message, NOW))
        .isInstanceOfSatisfying(
            Mapped.Answered.class,
            answered -> {
              assertThat(answered.device()).isEqualTo("d-1");
              assertThat(answered.result().instruction()).isEqualTo("c-1");
              assertThat(answered.result().reason()).contains("stuck");
            });
    assertThat(read("field/d-1/results", "{\"instruction\":\"c-2\",\"executed\":true}"))
        .isInstanceOfSatisfying(
            Mapped.Answered.class,
            answered -> assertThat(answered.result().instruction()).isEqualTo("c-2"));
  }

  @Test
  void readsWhatIsSet() {
    assertThat(read("field/d-1/reported", "{\"version\":7,\"values\":{\"every\":10}}"))
        .isEqualTo(
            new Mapped.Told(
                MqttRule.standard(),
                "d-1",
                new DeviceLine.Reported(
                    OptionalLong.of(7), Map.of("every", Json.parse("every", "10")), Map.of())));
    assertThat(read("field/d-1/reported", "{\"values\":3}"))
        .isEqualTo(
            new Refused(
                MqttRefusal.MALFORMED,
                "field/d-1/reported: expected what is set {version, values, refused}, got something"
                    + " else at line.values"));
  }

  @Test
  void refusesBytesThatAreNoText() {
    Message message =
        new Message(TELEMETRY, Bytes.copyOf(new byte[] {(byte) 0xff, 1}), Optional.empty());
    assertThat(MAPPING.read(message, NOW))
        .isEqualTo(
            new Refused(MqttRefusal.MALFORMED, TELEMETRY + ": expected UTF-8, got other bytes"));
  }

  @Test
  void takesNoMoreValuesThanAReadingHas() {
    ObjectNode tree = Json.object();
    for (int i = 0; i < 300; i++) {
      tree.put("v" + i, i);
    }
    assertThat(read(TELEMETRY, Json.write(tree)))
        .isInstanceOfSatisfying(
            Mapped.Measured.class,
            measured -> {
              assertThat(measured.values()).hasSize(256);
              assertThat(measured.flaws())
                  .extracting(Refused::reason)
                  .containsExactly(MqttRefusal.UNNAMEABLE);
            });
  }

  @Property(tries = 300)
  void isNotBroughtDownByAnyPayload(@ForAll @Size(max = 60) byte[] payload) {
    for (String topic : List.of(TELEMETRY, "plant/d-1/level", "field/d-1/status")) {
      Mapped meaning =
          MAPPING.read(new Message(topic, Bytes.copyOf(payload), Optional.empty()), NOW);
      if (meaning instanceof Refused refused) {
        assertThat(refused.sentence()).startsWith(topic + ": expected ");
      }
    }
  }

  @Property(tries = 200)
  void namesOfTopicsComeBackAsTheyWentIn(
      @ForAll @Size(min = 1, max = 6) List<Level> levels, @ForAll int place) {
    List<String> pattern = new ArrayList<>();
    List<String> topic = new ArrayList<>();
    int device = Math.floorMod(place, levels.size());
    for (int i = 0; i < levels.size(); i++) {
      @Var String level = levels.get(i).name();
      topic.add("t" + level);
      if (i == device) {
        level = "{device}";
      } else if (levels.get(i) == Level.OPEN) {
        level = "+";
      } else {
        level = "t" + level;
      }
      pattern.add(level);
    }
    TopicPattern read = TopicPattern.parse(String.join("/", pattern));
    assertThat(read).hasToString(String.join("/", pattern));
    assertThat(read.match(String.join("/", topic)))
        .contains(new TopicPattern.Match(topic.get(device), Optional.empty()));
    assertThat(read.match(String.join("/", topic) + "/more")).isEmpty();
    assertThat(read.overlaps(read)).isTrue();
  }

  enum Level {
    FIELD,
    NORTH,
    OPEN
  }
}
