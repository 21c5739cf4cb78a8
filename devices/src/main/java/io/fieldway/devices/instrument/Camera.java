package io.fieldway.devices.instrument;

import io.fieldway.devices.world.World;
import io.fieldway.wire.Json;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A camera over the plots. A reading is one picture; `snap` takes one out of turn.
public record Camera() implements Instrument {
  @Override
  public Map<String, JsonNode> measure(World world) {
    return new Raw(0)
        .text("jpg", Base64.getEncoder().encodeToString(Picture.jpeg(world).toArray()))
        .counts("ev", world.sunHeight(), 255, 0, 0, 255)
        .values();
  }

  @Override
  public Outcome act(World world, String action, JsonNode input) {
    return "snap".equals(action)
        ? new Outcome.Done(world, Json.object())
        : Instrument.unknown(action);
  }
}
