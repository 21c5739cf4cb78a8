package io.fieldway.wire.channel;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.model.ThingModel;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The devices a gateway serves and the models they follow.
///
/// @param models by model id
/// @param devices device id → model id; each model is among `models`
public record Registrations(Map<String, ThingModel> models, Map<String, String> devices) {
  /// Most devices of one gateway.
  public static final int MAX_DEVICES = 10_000;

  /// Most models of one gateway.
  public static final int MAX_MODELS = 1_000;

  public static final Registrations NONE = new Registrations(Map.of(), Map.of());

  public Registrations(Map<String, ThingModel> models, Map<String, String> devices) {
    this.models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
    this.devices = Collections.unmodifiableMap(new LinkedHashMap<>(devices));
    for (Map.Entry<String, String> each : devices.entrySet()) {
      if (!models.containsKey(each.getValue())) {
        throw new MalformedException(
            "devices." + each.getKey(), "a model among models", Json.brief(each.getValue()));
      }
    }
  }

  /// The model of a registered device.
  public Optional<ThingModel> modelOf(String device) {
    return Optional.ofNullable(devices.get(device)).map(models::get);
  }

  public static Registrations read(JsonNode tree) {
    Fields fields = Fields.of("registrations", tree);
    Map<String, ThingModel> models = new LinkedHashMap<>();
    JsonNode documents = fields.tree("models");
    if (!documents.isMissingNode() && !documents.isArray()) {
      throw fields.refused("models", "an array");
    }
    if (documents.size() > MAX_MODELS) {
      throw fields.refused("models", "at most " + MAX_MODELS + " models");
    }
    for (JsonNode document : documents) {
      ThingModel model = ThingModel.read(document);
      models.put(model.id(), model);
    }
    Map<String, String> devices = new LinkedHashMap<>();
    for (Fields each : fields.objects("devices", MAX_DEVICES)) {
      devices.put(Ids.read(each, "id"), Ids.read(each, "model"));
    }
    return new Registrations(models, devices);
  }

  public ObjectNode json() {
    ObjectNode tree = Json.object();
    writeTo(tree);
    return tree;
  }

  void writeTo(ObjectNode tree) {
    ArrayNode documents = tree.putArray("models");
    models.values().forEach(model -> documents.add(model.document()));
    ArrayNode list = tree.putArray("devices");
    devices.forEach((id, model) -> list.addObject().put("id", id).put("model", model));
  }
}
