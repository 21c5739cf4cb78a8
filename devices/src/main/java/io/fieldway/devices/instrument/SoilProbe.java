package io.fieldway.devices.instrument;

import io.fieldway.devices.world.Plot;
import io.fieldway.devices.world.World;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A capacitive probe: the wetter the soil, the fewer counts.
///
/// @param plot where it is stuck, from 0
public record SoilProbe(int plot) implements Instrument {
  private static final double DRY_COUNTS = 800;
  private static final double COUNTS_A_PERCENT = -8;

  @Override
  public Map<String, JsonNode> measure(World world) {
    Plot soil = world.plots().get(plot);
    return new Raw(world.at().toEpochMilli() * 31 + plot)
        .counts(
            "raw", soil.moisture() + DRY_COUNTS / COUNTS_A_PERCENT, COUNTS_A_PERCENT, 1.2, 0, 1_023)
        .counts("tc", soil.temperature(), 10, 0.6, -400, 850)
        .counts("mv", 3_600 + 150 * world.sunHeight() - 15 * plot, 1, 4, 0, 5_000)
        .values();
  }

  @Override
  public Outcome act(World world, String action, JsonNode input) {
    return Instrument.unknown(action);
  }
}
