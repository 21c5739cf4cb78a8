package io.fieldway.devices.instrument;

import io.fieldway.devices.world.World;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A camera over the plots. With each reading goes a picture; `snap` takes one out of turn.
public record Camera() implements Instrument {
  @Override
  public Map<String, JsonNode> measure(World world) {
    return new Raw(0).counts("ev", world.sunHeight(), 255, 0, 0, 255).values();
  }

  @Override
  public Optional<Bytes> picture(World world) {
    return Optional.of(Picture.jpeg(world));
  }

  @Override
  public Outcome act(World world, String action, JsonNode input) {
    return "snap".equals(action)
        ? new Outcome.Done(world, Json.object())
        : Instrument.unknown(action);
  }
}
