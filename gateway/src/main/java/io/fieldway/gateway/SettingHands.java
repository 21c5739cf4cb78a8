package io.fieldway.gateway;

import io.fieldway.gateway.adapt.Adaptation;
import io.fieldway.gateway.model.Models;
import io.fieldway.gateway.twin.TwinHands;
import io.fieldway.gateway.uplink.Uplink;
import io.fieldway.wire.device.GatewayLine;
import io.fieldway.wire.model.ThingModel;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// Brings desired values to devices, in their words, and twins' news to the platform.
final class SettingHands implements TwinHands {
  private final Models models;
  private final Seats seats;
  private final Uplink uplink;

  SettingHands(Models models, Seats seats, Uplink uplink) {
    this.models = models;
    this.seats = seats;
    this.uplink = uplink;
  }

  @Override
  public Map<String, ThingModel> models() {
    Map<String, ThingModel> all = new HashMap<>();
    for (String device : models.devices()) {
      models.adaptationOf(device).map(Adaptation::model).ifPresent(model -> all.put(device, model));
    }
    return all;
  }

  @Override
  public void ask(String event, JsonNode body, Consumer<JsonNode> answer) {
    uplink.ask(event, body, answer);
  }

  @Override
  public void give(String device, long version, Map<String, JsonNode> values) {
    models
        .adaptationOf(device)
        .map(adaptation -> new GatewayLine.Desired(version, adaptation.desired(values)))
        .ifPresent(line -> seats.linkOf(device).ifPresent(link -> link.desire(line)));
  }
}
