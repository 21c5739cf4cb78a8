package io.fieldway.devices.instrument;

import io.fieldway.devices.world.Valve;
import io.fieldway.devices.world.World;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A valve that is opened for a number of seconds and closes by itself.
///
/// @param index which of the world's valves, from 0
public record IrrigationValve(int index) implements Instrument {
  private static final int MAX_SECONDS = 3_600;

  @Override
  public Map<String, JsonNode> measure(World world) {
    Valve valve = world.valves().get(index);
    double share =
        valve.open()
            ? world.pump().litresPerMinute() / world.valves().stream().filter(Valve::open).count()
            : 0;
    return new Raw(world.at().toEpochMilli() * 31 + index)
        .whole("st", valve.open() ? 1 : 0)
        .whole("left", (valve.left(world.at()).toMillis() + 999) / 1_000)
        .counts("fl", share, 10, share > 0 ? 1.5 : 0, 0, 2_000)
        .whole("cyc", valve.cycles())
        .values();
  }

  /// `open {secs}` and `close`.
  @Override
  public Outcome act(World world, String action, JsonNode input) {
    return switch (action) {
      case "open" -> open(world, input);
      case "close" -> new Outcome.Done(world.close(index), Json.object());
      default -> Instrument.unknown(action);
    };
  }

  private Outcome open(World world, JsonNode input) {
    try {
      double seconds = Raw.number(input, "secs", 1, MAX_SECONDS);
      World watered =
          world.open(index, world.at().plus(Duration.ofMillis((long) (seconds * 1_000))));
      return new Outcome.Done(
          watered,
          Json.object().put("closesAt", Json.time(watered.valves().get(index).closesAt())));
    } catch (MalformedException e) {
      return new Outcome.Refused(String.valueOf(e.getMessage()));
    }
  }
}
