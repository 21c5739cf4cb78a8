package io.fieldway.devices.client;

import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.GatewayLine;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// What happens to a device's client.
public sealed interface ClientEvent {
  /// The connection stands.
  record Opened() implements ClientEvent {}

  /// The connection is gone, or did not come about.
  record Lost(String why) implements ClientEvent {}

  /// The gateway sent a line.
  record Came(GatewayLine line) implements ClientEvent {}

  /// The device measured.
  record Measured(Instant at, Map<String, JsonNode> values) implements ClientEvent {
    public Measured(Instant at, Map<String, JsonNode> values) {
      this.at = at;
      this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  /// The device took a picture.
  record Pictured(Picture picture) implements ClientEvent {}

  /// The device has done, or not, what [ClientEffect.Act] asked for.
  record Acted(DeviceLine.Result result) implements ClientEvent {}

  /// The device says what its settings are, in answer to [ClientEffect.Adopt] or by itself.
  record Settled(DeviceLine.Reported reported) implements ClientEvent {}

  /// Time has passed.
  record Tick() implements ClientEvent {}
}
