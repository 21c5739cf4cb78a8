package io.fieldway.gateway.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.channel.Command;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.GatewayLine;
import io.fieldway.wire.model.ThingModel;
import io.fieldway.wire.telemetry.Point;
import io.fieldway.wire.telemetry.Value;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class AdaptationTest {
  private static final Instant NOW = Instant.parse("2026-11-21T08:30:00Z");

  private static final ThingModel MODEL =
      ThingModel.read(
          Json.parse(
              "model",
              """
              {"@type": "tm:ThingModel", "id": "urn:fieldway:model:rig", "title": "Rig",
               "version": {"model": "1.0.0"},
               "properties": {
                 "temperature": {"type": "number", "unit": "Cel", "minimum": -40, "maximum": 60,
                   "fw:map": {"from": "t", "scale": 0.1}},
                 "kelvin": {"type": "number", "unit": "K",
                   "fw:map": {"from": "t", "scale": 0.1, "offset": 273.15}},
                 "humidity": {"type": "integer", "unit": "%RH", "minimum": 0, "maximum": 100},
                 "open": {"type": "boolean", "fw:map": {"from": "o"}},
                 "state": {"type": "string", "enum": ["idle", "running"],
                   "fw:map": {"from": "st", "words": {"0": "idle", "1": "running", "R": "running"}}},
                 "picture": {"type": "string", "contentEncoding": "base64",
                   "contentMediaType": "image/jpeg"}},
               "actions": {
                 "irrigate": {"input": {"type": "object"},
                   "fw:map": {"send": "OPEN", "input": {
                     "minutes": {"to": "sec", "scale": 60},
                     "mode": {"to": "m", "words": {"gentle": 1, "full": 2}}}}},
                 "close": {}}}
              """));

  private static final Adaptation RIG = Adaptation.of(MODEL);

  @ParameterizedTest(name = "{0}: {1} becomes {2} = {3}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "t        | 215      | temperature | 21.5      | Cel",
        "t        | 3        | temperature | 0.3       | Cel",
        "t        | 215      | kelvin      | 294.65    | K",
        "humidity | 48       | humidity    | 48        | %RH",
        "o        | 1        | open        | true      | ``",
        "o        | 0        | open        | false     | ``",
        "o        | true     | open        | true      | ``",
        "st       | \"R\"    | state       | \"running\" | ``",
        "st       | 0        | state       | \"idle\"  | ``",
      })
  void putsADevicesValueIntoTheModelsWords(
      String from, String raw, String property, String value, String unit) {
    Adaptation.Adapted adapted = adapt(Map.of(from, Json.parse("raw", raw)));
    Point point = only(adapted, property);
    assertThat(Json.write(point.value().json())).isEqualTo(value);
    assertThat(point.unit()).isEqualTo(unit);
    assertThat(adapted.quarantined()).isEmpty();
  }

  @ParameterizedTest(name = "{0} = {1} is told as {2}: {3}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "temperature | 21.5        | t        | 215",
        "kelvin      | 294.65      | t        | 215",
        "humidity    | 48          | humidity | 48",
        "open        | true        | o        | true",
        "state       | \"running\" | st       | 1",
      })
  void tellsADesiredValueInTheDevicesWords(
      String property, String value, String name, String told) {
    Map<String, JsonNode> desired = RIG.desired(Map.of(property, Json.parse("value", value)));
    assertThat(desired).containsOnlyKeys(name);
    assertThat(desired.get(name)).hasToString(told);
  }

  @Test
  void settingsAreWhatTheModelTakesAndIsNotReadOnly() {
    Adaptation.Adapted adapted =
        adapt(
            Map.of(
                "humidity", Json.parse("raw", "48"),
                "st", Json.parse("raw", "9"),
                "picture", Json.parse("raw", "\"AA==\"")));
    assertThat(RIG.settings(adapted)).containsOnlyKeys("humidity");
    assertThat(RIG.byProperty(Map.of("t", "no"))).containsOnlyKeys("temperature", "kelvin");
  }

  @ParameterizedTest(name = "{0}: {1} is quarantined as {2}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "t           | 6001     | temperature",
        "t           | \"hot\"  | temperature",
        "humidity    | 101      | humidity",
        "humidity    | 48.5     | humidity",
        "o           | 2        | open",
        "st          | 7        | state",
        "vibration   | 3        | vibration",
        "temperature | 3        | raw:temperature",
        "picture     | \"no base64!\" | picture",
        "picture     | 7        | picture",
        "t           | 1e999    | temperature",
        "humidity    | [1]      | humidity",
      })
  void keepsWhatTheModelRefusesAndNamesIt(String from, String raw, String property) {
    Adaptation.Adapted adapted = adapt(Map.of(from, Json.parse("raw", raw)));
    assertThat(only(adapted, property).device()).isEqualTo("rig-1");
    assertThat(adapted.quarantined())
        .extracting(GatewayLine.Quarantined::property)
        .contains(property);
    assertThat(MODEL.refusal(only(adapted, property))).isPresent();
  }

  @Test
  void makesBytesOfAPicture() {
    Adaptation.Adapted adapted = adapt(Map.of("picture", Json.parse("raw", "\"/9j/4A==\"")));
    assertThat(only(adapted, "picture").value())
        .isEqualTo(new Value.Data(Bytes.fromHex("jpeg", "ffd8ffe0")));
    assertThat(adapted.quarantined()).isEmpty();
  }

  @Test
  void takesTheGatewaysTimeWhereTheDevicesClockWasNeverSet() {
    Instant never = Instant.parse("1970-01-01T00:00:07Z");
    Adaptation.Adapted adapted =
        RIG.points(
            "rig-1", new DeviceLine.Reading(1, never, Map.of("t", Json.parse("t", "1"))), NOW);
    assertThat(adapted.points()).allSatisfy(each -> assertThat(each.deviceTime()).isEqualTo(NOW));
    Instant beyond = Instant.parse("+1000000000-12-31T23:59:59.999999999Z");
    Adaptation.Adapted later =
        RIG.points(
            "rig-1", new DeviceLine.Reading(1, beyond, Map.of("t", Json.parse("t", "1"))), NOW);
    assertThat(later.points()).allSatisfy(each -> assertThat(each.deviceTime()).isEqualTo(NOW));
  }

  @ParameterizedTest(name = "{0} {1} goes as {2} {3}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "irrigate | {\"minutes\": 2, \"mode\": \"full\"} | OPEN  | {\"sec\": 120.0, \"m\": 2}",
        "irrigate | {\"minutes\": 0.5, \"x\": true}      | OPEN  | {\"sec\": 30.0, \"x\": true}",
        "close    | {}                                   | close | {}",
      })
  void putsACommandIntoTheDevicesWords(String action, String input, String send, String mapped) {
    GatewayLine.Instruction instruction =
        RIG.instruction(command(action, Json.parse("input", input))).orElseThrow();
    assertThat(instruction.action()).isEqualTo(send);
    assertThat(instruction.input()).isEqualTo(Json.parse("mapped", mapped));
    assertThat(instruction.id()).isEqualTo("c-1");
    assertThat(instruction.deadline()).isEqualTo(NOW);
  }

  @Test
  void knowsNoActionThatTheModelHasNot() {
    assertThat(RIG.instruction(command("explode", Json.object()))).isEmpty();
  }

  @Test
  void refusesAMapThatIsNone() {
    ThingModel broken =
        ThingModel.read(
            Json.parse(
                "model",
                """
                {"@type": "tm:ThingModel", "id": "urn:fieldway:model:rig", "title": "Rig",
                 "version": {"model": "1"},
                 "properties": {"t": {"type": "number", "fw:map": {"scale": "ten"}}}}
                """));
    assertThatThrownBy(() -> Adaptation.of(broken))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("fw:map.scale");
    assertThat(
            Adaptation.unmapped(broken)
                .points(
                    "rig-1", new DeviceLine.Reading(1, NOW, Map.of("t", Json.parse("t", "1"))), NOW)
                .quarantined())
        .isEmpty();
  }

  private static Adaptation.Adapted adapt(Map<String, JsonNode> values) {
    return RIG.points("rig-1", new DeviceLine.Reading(1, NOW, new HashMap<>(values)), NOW);
  }

  private static Point only(Adaptation.Adapted adapted, String property) {
    List<Point> found =
        adapted.points().stream().filter(each -> each.property().equals(property)).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private static Command command(String action, JsonNode input) {
    return new Command("c-1", "rig-1", action, input, NOW);
  }
}
