package io.fieldway.devices;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.devices.client.DeviceClient;
import io.fieldway.devices.instrument.Instrument;
import io.fieldway.devices.world.Climate;
import io.fieldway.devices.world.World;
import io.fieldway.wire.Json;
import io.fieldway.wire.model.ThingModel;
import io.fieldway.wire.model.ThingModel.ActionAffordance;
import io.fieldway.wire.model.ThingModel.PropertyAffordance;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// The models say what the devices do: each value has its property, mapped it fits, and each action
/// is understood.
final class ModelsTest {
  private static final Instant NOW = Instant.parse("2026-06-21T10:00:00Z");
  private static final Map<String, ThingModel> MODELS =
      Field.registrations().models().stream()
          .collect(Collectors.toMap(ThingModel::id, Function.identity()));

  static List<Station> stations() {
    return Stream.concat(Station.overTcp().stream(), Station.overMqtt().stream()).toList();
  }

  @Test
  void registersTenDevicesOfFiveModels() {
    assertThat(MODELS)
        .containsOnlyKeys("weather-station", "soil-probe", "irrigation-valve", "pump", "camera");
    assertThat(Field.registrations().devices())
        .hasSize(10)
        .allSatisfy(device -> assertThat(MODELS).containsKey(device.model()));
  }

  @Test
  void registersThreeMoreThatSpeakMqtt() {
    assertThat(Field.mqttRegistrations().devices())
        .hasSize(3)
        .doesNotContainAnyElementsOf(Field.registrations().devices())
        .allSatisfy(device -> assertThat(MODELS).containsKey(device.model()));
  }

  @Test
  void areThingModelsOfTheWebOfThings() {
    assertThat(MODELS.values())
        .allSatisfy(model -> {
          JsonNode document = model.document();
          assertThat(document.path("@context").get(0).stringValue())
              .isEqualTo("https://www.w3.org/2022/wot/td/v1.1");
          assertThat(document.path("@context").get(1).path("fw").isString()).isTrue();
          assertThat(model.properties()).containsKey("count");
        });
  }

  @ParameterizedTest
  @MethodSource("stations")
  void takeEveryValueOfTheirDevices(Station station) {
    ThingModel model = model(station);
    for (World world : worlds()) {
      Map<String, JsonNode> values = station.instrument().measure(world);
      values.put(DeviceClient.COUNT, JsonNodeFactory.instance.numberNode(1));
      values.putAll(new Settings(station, Duration.ofSeconds(5)).reported().values());
      Set<String> taken = new HashSet<>();
      for (PropertyAffordance property : model.properties().values()) {
        String from = property.document().path("fw:map").path("from").stringValue();
        taken.add(from);
        JsonNode raw = Objects.requireNonNull(values.get(from), from);
        assertThat(property.schema().refusal(mapped(property, raw)))
            .as("%s of %s from %s", property.name(), station.id(), Json.brief(raw))
            .isEmpty();
      }
      assertThat(taken).isEqualTo(values.keySet());
    }
  }

  @ParameterizedTest
  @MethodSource("stations")
  void nameActionsThatTheirDevicesUnderstand(Station station) {
    World world = World.at(NOW, 0.5);
    for (ActionAffordance action : model(station).actions().values()) {
      JsonNode map = action.document().path("fw:map");
      var input = Json.object();
      action
          .document()
          .path("input")
          .path("properties")
          .properties()
          .forEach(field -> {
            JsonNode to = map.path("input").path(field.getKey());
            double scale = to.path("scale").asDouble(1);
            input.put(
                to.path("to").stringValue(), field.getValue().path("default").asDouble() * scale);
          });

      assertThat(station.instrument().act(world, map.path("send").stringValue(), input))
          .as("%s of %s", action.name(), station.id())
          .isInstanceOf(Instrument.Outcome.Done.class);
    }
  }

  private static ThingModel model(Station station) {
    return Objects.requireNonNull(MODELS.get(station.model()));
  }

  private static List<World> worlds() {
    World morning = World.at(NOW, 0.36);
    World watered =
        morning.open(0, NOW.plusSeconds(60)).step(Duration.ofSeconds(30), Climate.brisk(), 1);
    World off =
        watered.withPump(watered.pump().stop()).step(Duration.ofMinutes(5), Climate.brisk(), 1);
    World stormy = off.step(Duration.ofMinutes(20), new Climate(Duration.ofMinutes(10), 1), 3);
    return List.of(morning, watered, off, stormy);
  }

  private static JsonNode mapped(PropertyAffordance property, JsonNode raw) {
    JsonNode map = property.document().path("fw:map");
    if (map.has("words")) {
      return map.path("words").path(raw.isString() ? raw.stringValue() : Json.write(raw));
    }
    if (!raw.isNumber() || !map.has("scale")) {
      return raw;
    }
    return JsonNodeFactory.instance.numberNode(
        raw.doubleValue() * map.path("scale").doubleValue() + map.path("offset").asDouble(0));
  }
}
