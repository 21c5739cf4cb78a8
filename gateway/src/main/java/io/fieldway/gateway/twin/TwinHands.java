package io.fieldway.gateway.twin;

import io.fieldway.wire.model.ThingModel;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// What twins need from the rest of the gateway.
public interface TwinHands {
  /// The model of every registered device.
  Map<String, ThingModel> models();

  /// Asks the platform; `answer` hears a yes, on the gateway's loop, or nothing.
  void ask(String event, JsonNode body, Consumer<JsonNode> answer);

  /// Gives desired values, in the model's words, to the device's connection, if it has one.
  void give(String device, long version, Map<String, JsonNode> values);
}
