package io.fieldway.wire.model;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.telemetry.Point;
import io.fieldway.wire.telemetry.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A kind of device, read from a W3C WoT Thing Model 1.1 document.
///
/// @param id the last part of the document's `id` urn, such as `soil-probe`
/// @param version `version.model` of the document, such as `1.0.0`
/// @param properties in the document's order
/// @param actions in the document's order
/// @param document the whole document; not to be changed
public record ThingModel(
    String id,
    String title,
    String version,
    Map<String, PropertyAffordance> properties,
    Map<String, ActionAffordance> actions,
    JsonNode document) {

  /// Most properties and actions of one model, each.
  public static final int MAX_AFFORDANCES = 256;

  /// The member of an action that says how its commands wait.
  private static final String POLICY = "fw:policy";

  private static final String URN = "urn:fieldway:model:";

  public ThingModel(
      String id,
      String title,
      String version,
      Map<String, PropertyAffordance> properties,
      Map<String, ActionAffordance> actions,
      JsonNode document) {
    this.id = id;
    this.title = title;
    this.version = version;
    this.properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    this.actions = Collections.unmodifiableMap(new LinkedHashMap<>(actions));
    this.document = document;
  }

  /// What can be observed.
  ///
  /// @param unit empty where none is named
  /// @param document the affordance; not to be changed
  public record PropertyAffordance(
      String name, String title, String unit, DataSchema schema, JsonNode document) {
    /// The extension member that says how a twin treats the property.
    public static final String TWIN = "fw:twin";

    /// Whether the device alone changes it (Thing Description 1.1 §5.3.2.1); such a property is
    /// telemetry and no part of a twin.
    public boolean isReadOnly() {
      return document.path("readOnly").booleanValue(false);
    }

    /// Whether a twin holds it: what can be set and is not bytes.
    public boolean isOfTwin() {
      return !isReadOnly() && !schema.encodesBytes();
    }

    /// Who wins where platform and device want different values.
    public ConflictRule conflict() {
      Fields affordance = Fields.of("model.properties." + name, document);
      return affordance.has(TWIN) && affordance.object(TWIN).has("conflict")
          ? affordance.object(TWIN).word("conflict", ConflictRule.class, ConflictRule::word)
          : ConflictRule.CLOUD_WINS;
    }
  }

  /// What a device can be told to do.
  ///
  /// @param input the schema of the action's input; empty where it takes none
  /// @param policies how its commands may wait; the first where nothing is asked for
  /// @param document the affordance; not to be changed
  public record ActionAffordance(
      String name,
      String title,
      Optional<DataSchema> input,
      List<QueuePolicy> policies,
      JsonNode document) {
    public ActionAffordance(
        String name,
        String title,
        Optional<DataSchema> input,
        List<QueuePolicy> policies,
        JsonNode document) {
      this.name = name;
      this.title = title;
      this.input = input;
      this.policies = List.copyOf(policies);
      this.document = document;
    }

    /// Why an input does not fit; empty where it fits.
    public Optional<String> refusal(JsonNode given) {
      if (input.isPresent()) {
        return input.get().refusal(given);
      }
      boolean none =
          given.isMissingNode() || given.isNull() || (given.isObject() && given.isEmpty());
      return none ? Optional.empty() : Optional.of("the action " + name + " takes no input");
    }
  }

  /// Reads a Thing Model document.
  ///
  /// @throws MalformedException where the document is not a Thing Model of ours
  public static ThingModel read(JsonNode document) {
    Fields root = Fields.of("model", document);
    if (!isThingModel(document.path("@type"))) {
      throw root.refused("@type", "tm:ThingModel");
    }
    String urn = root.text("id", URN.length() + Ids.MAX_LENGTH);
    if (!urn.startsWith(URN)) {
      throw root.refused("id", URN + "<name>");
    }
    Map<String, PropertyAffordance> properties = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> each : affordances(root, "properties")) {
      properties.put(each.getKey(), property(each.getKey(), each.getValue()));
    }
    Map<String, ActionAffordance> actions = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> each : affordances(root, "actions")) {
      actions.put(each.getKey(), action(each.getKey(), each.getValue()));
    }
    return new ThingModel(
        Ids.check("model.id", urn.substring(URN.length())),
        root.text("title", 200),
        root.object("version").text("model", 40),
        properties,
        actions,
        document);
  }

  /// Why a point does not belong into a device of this model; empty where it does. A platform and a
  /// gateway put such a point into quarantine. A property whose schema says `contentEncoding:
  /// base64` takes bytes and nothing else: to JSON Schema that word is only a remark.
  public Optional<String> refusal(Point point) {
    PropertyAffordance property = properties.get(point.property());
    if (property == null) {
      return Optional.of("the model " + id + " has no property " + point.property());
    }
    if (property.schema().encodesBytes() && !(point.value() instanceof Value.Data)) {
      return Optional.of("expected base64 text");
    }
    return property.schema().refusal(point.value().json());
  }

  /// Why a value cannot be desired of a device of this model; empty where it can.
  public Optional<String> refusalOfDesired(String name, JsonNode value) {
    PropertyAffordance property = properties.get(name);
    if (property == null) {
      return Optional.of("the model " + id + " has no property " + name);
    }
    if (property.isReadOnly()) {
      return Optional.of(name + " is read-only: the device alone changes it");
    }
    return property.isOfTwin()
        ? property.schema().refusal(value)
        : Optional.of(name + " holds bytes, which cannot be desired");
  }

  private static boolean isThingModel(JsonNode type) {
    if (type.isArray()) {
      for (JsonNode each : type) {
        if (isThingModel(each)) {
          return true;
        }
      }
      return false;
    }
    return type.isString() && "tm:ThingModel".equals(type.stringValue());
  }

  private static Iterable<Map.Entry<String, JsonNode>> affordances(Fields root, String name) {
    if (!root.has(name)) {
      return Map.<String, JsonNode>of().entrySet();
    }
    JsonNode tree = root.tree(name);
    if (!tree.isObject() || tree.size() > MAX_AFFORDANCES) {
      throw root.refused(name, "an object of at most " + MAX_AFFORDANCES + " affordances");
    }
    return tree.properties();
  }

  private static PropertyAffordance property(String name, JsonNode document) {
    String where = "model.properties." + name;
    Fields fields = Fields.of(where, document);
    PropertyAffordance property =
        new PropertyAffordance(
            Ids.check(where, name),
            fields.optionalText("title", 200).orElse(name),
            fields.optionalText("unit", Ids.MAX_LENGTH).orElse(""),
            DataSchema.of(where, document),
            document);
    ConflictRule _ = property.conflict();
    return property;
  }

  private static ActionAffordance action(String name, JsonNode document) {
    String where = "model.actions." + name;
    Fields fields = Fields.of(where, document);
    return new ActionAffordance(
        Ids.check(where, name),
        fields.optionalText("title", 200).orElse(name),
        fields.has("input")
            ? Optional.of(DataSchema.of(where + ".input", fields.tree("input")))
            : Optional.empty(),
        policies(fields),
        document);
  }

  /// One word is the only one, of several the first is the usual one; without any, all are good.
  private static List<QueuePolicy> policies(Fields action) {
    if (!action.has(POLICY)) {
      return List.of(QueuePolicy.values());
    }
    JsonNode words = action.tree(POLICY);
    if (!words.isArray()) {
      return List.of(action.word(POLICY, QueuePolicy.class, QueuePolicy::word));
    }
    List<QueuePolicy> policies = new ArrayList<>();
    for (JsonNode each : words) {
      policies.add(
          Fields.of(action.path(POLICY), Json.object().set("word", each))
              .word("word", QueuePolicy.class, QueuePolicy::word));
    }
    if (policies.isEmpty()) {
      throw action.refused(POLICY, "a policy, or a list of at least one");
    }
    return policies;
  }

  /// The document, as a gateway and a page read it.
  @Override
  public String toString() {
    return "model " + id + " " + version + " " + Json.brief(title);
  }
}
