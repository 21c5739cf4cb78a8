package io.fieldway.devices.instrument;

import io.fieldway.devices.world.Pump;
import io.fieldway.devices.world.World;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The pump and the float in its tank.
public record IrrigationPump() implements Instrument {
  private static final double PER_MILLE = 1_000;

  /// The slowest it can turn, in per mille.
  private static final double SLOWEST = 100;

  @Override
  public Map<String, JsonNode> measure(World world) {
    Pump pump = world.pump();
    return new Raw(world.at().toEpochMilli())
        .text("st", pump.dry() ? "DRY" : pump.running() ? "RUN" : "OFF")
        .counts("spd", pump.running() ? pump.speed() : 0, PER_MILLE, 0, 0, 1_000)
        .counts("mbar", pump.bar(), 1_000, pump.bar() > 0.1 ? 12 : 0, 0, 10_000)
        .counts("fl", pump.litresPerMinute(), 10, pump.litresPerMinute() > 0 ? 2 : 0, 0, 2_000)
        .counts("w", pump.watts(), 1, pump.watts() > 1 ? 3 : 0, 0, 3_000)
        .counts("lvl", pump.tankLitres() / Pump.TANK_LITRES, PER_MILLE, 0, 0, 1_000)
        .values();
  }

  /// `run {pm}` (speed in per mille) and `halt`.
  @Override
  public Outcome act(World world, String action, JsonNode input) {
    return switch (action) {
      case "run" -> run(world, input);
      case "halt" -> new Outcome.Done(world.withPump(world.pump().stop()), Json.object());
      default -> Instrument.unknown(action);
    };
  }

  private static Outcome run(World world, JsonNode input) {
    try {
      double speed = Raw.number(input, "pm", SLOWEST, PER_MILLE) / PER_MILLE;
      if (world.pump().tankLitres() <= Pump.DRY_LITRES) {
        return new Outcome.Refused("the tank is empty");
      }
      return new Outcome.Done(world.withPump(world.pump().start(speed)), Json.object());
    } catch (MalformedException e) {
      return new Outcome.Refused(String.valueOf(e.getMessage()));
    }
  }
}
