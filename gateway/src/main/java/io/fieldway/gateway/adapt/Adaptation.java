package io.fieldway.gateway.adapt;

import io.fieldway.wire.Ids;
import io.fieldway.wire.channel.Command;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.GatewayLine;
import io.fieldway.wire.device.GatewayLine.Quarantined;
import io.fieldway.wire.model.ThingModel;
import io.fieldway.wire.model.ThingModel.PropertyAffordance;
import io.fieldway.wire.telemetry.Point;
import io.fieldway.wire.telemetry.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The way between the devices of one model and the model itself, declared by the extension member
/// `fw:map` in the Thing Model's affordances:
///
/// * a property: `{"from": device's name, "scale": n, "offset": n, "words": {device's: model's}}`,
/// * an action: `{"send": device's name, "input": {model's field: {"to", "scale", "offset"}}}`.
///
/// What is left out changes nothing. A device's value that no property takes goes up under its own
/// name, for the model to refuse: quarantined, never dropped.
public final class Adaptation {
  /// The extension member's name.
  public static final String EXTENSION = "fw:map";

  /// SenML reads smaller times as relative to now (RFC 8428 §4.5.3).
  private static final Instant FIRST_TIME = Instant.ofEpochSecond(1L << 28);

  private static final Instant LAST_TIME = Instant.parse("9999-12-31T23:59:59Z");

  private static final int MAX_REASON = GatewayLine.MAX_MESSAGE;

  private final ThingModel model;
  private final Map<String, List<PropertyMapping>> properties;
  private final Map<String, ActionMapping> actions;

  private Adaptation(
      ThingModel model,
      Map<String, List<PropertyMapping>> properties,
      Map<String, ActionMapping> actions) {
    this.model = model;
    this.properties = properties;
    this.actions = actions;
  }

  /// Compiles a model's mapping.
  ///
  /// @throws io.fieldway.wire.MalformedException where a `fw:map` is not one
  public static Adaptation of(ThingModel model) {
    Map<String, List<PropertyMapping>> properties = new LinkedHashMap<>();
    for (ThingModel.PropertyAffordance each : model.properties().values()) {
      PropertyMapping mapping = PropertyMapping.of(each);
      properties.computeIfAbsent(mapping.from(), name -> new ArrayList<>()).add(mapping);
    }
    Map<String, ActionMapping> actions = new HashMap<>();
    model.actions().values().forEach(each -> actions.put(each.name(), ActionMapping.of(each)));
    return new Adaptation(model, properties, actions);
  }

  /// The model without its mapping: every value under its own name.
  public static Adaptation unmapped(ThingModel model) {
    Map<String, List<PropertyMapping>> properties = new LinkedHashMap<>();
    for (ThingModel.PropertyAffordance each : model.properties().values()) {
      properties.put(each.name(), List.of(new PropertyMapping(each, each.name(), Conversion.NONE)));
    }
    Map<String, ActionMapping> actions = new HashMap<>();
    model.actions().keySet().forEach(name -> actions.put(name, new ActionMapping(name, Map.of())));
    return new Adaptation(model, properties, actions);
  }

  public ThingModel model() {
    return model;
  }

  /// A reading in the model's words.
  ///
  /// @param points every value of the reading, those the model refuses too
  /// @param quarantined the refused ones, and why
  public record Adapted(List<Point> points, List<Quarantined> quarantined) {
    public Adapted(List<Point> points, List<Quarantined> quarantined) {
      this.points = List.copyOf(points);
      this.quarantined = List.copyOf(quarantined);
    }
  }

  /// Translates a reading and judges it. A device's time that SenML cannot say (before 1978: a
  /// clock that was never set) becomes the gateway's.
  public Adapted points(String device, DeviceLine.Reading reading, Instant now) {
    Instant at =
        reading.at().isBefore(FIRST_TIME) || reading.at().isAfter(LAST_TIME) ? now : reading.at();
    List<Point> points = new ArrayList<>(reading.values().size());
    List<Quarantined> quarantined = new ArrayList<>();
    reading
        .values()
        .forEach((name, raw) -> {
          for (Point point : pointsOf(device, name, raw, at, now)) {
            points.add(point);
            model
                .refusal(point)
                .ifPresent(why -> quarantined.add(quarantined(point.property(), why)));
          }
        });
    return new Adapted(points, quarantined);
  }

  /// The order to the device for a command, in the device's words.
  ///
  /// @return empty where the model has no such action
  public Optional<GatewayLine.Instruction> instruction(Command command) {
    ActionMapping mapping = actions.get(command.action());
    return mapping == null
        ? Optional.empty()
        : Optional.of(
            new GatewayLine.Instruction(
                command.id(), mapping.send(), mapping.apply(command.input()), command.deadline()));
  }

  /// What of a reading belongs into the twin: values the model takes, of properties that can be
  /// set.
  public Map<String, JsonNode> settings(Adapted adapted) {
    Map<String, JsonNode> settings = new LinkedHashMap<>();
    for (Point point : adapted.points()) {
      PropertyAffordance property = model.properties().get(point.property());
      if (property != null && property.isOfTwin() && model.refusal(point).isEmpty()) {
        settings.put(point.property(), point.value().json());
      }
    }
    return settings;
  }

  /// Desired values in the device's words.
  public Map<String, JsonNode> desired(Map<String, JsonNode> values) {
    Map<String, JsonNode> told = new LinkedHashMap<>();
    for (List<PropertyMapping> all : properties.values()) {
      for (PropertyMapping each : all) {
        JsonNode value = values.get(each.property().name());
        if (value != null) {
          told.put(each.from(), each.conversion().back(value));
        }
      }
    }
    return told;
  }

  /// What a device says by its own names, by the model's.
  public Map<String, String> byProperty(Map<String, String> byDevice) {
    Map<String, String> named = new LinkedHashMap<>();
    byDevice.forEach((from, text) ->
        properties
            .getOrDefault(from, List.of())
            .forEach(each -> named.put(each.property().name(), text)));
    return named;
  }

  private List<Point> pointsOf(String device, String name, JsonNode raw, Instant at, Instant now) {
    List<PropertyMapping> mappings = properties.get(name);
    if (mappings == null) {
      return List.of(new Point(device, ownName(name), Value.of(raw), "", at, now));
    }
    return mappings.stream()
        .map(mapping ->
            new Point(
                device,
                mapping.property().name(),
                mapping.value(raw),
                mapping.property().unit(),
                at,
                now))
        .toList();
  }

  /// Where the name is that of a property which is fed from another one, the value must not pass
  /// for that property.
  private String ownName(String name) {
    if (!model.properties().containsKey(name)) {
      return name;
    }
    String marked = "raw:" + name;
    return marked.substring(0, Math.min(marked.length(), Ids.MAX_LENGTH));
  }

  private static Quarantined quarantined(String property, String why) {
    return new Quarantined(
        property, why.length() <= MAX_REASON ? why : why.substring(0, MAX_REASON - 1) + "…");
  }
}
