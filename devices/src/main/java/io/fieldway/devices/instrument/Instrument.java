package io.fieldway.devices.instrument;

import io.fieldway.devices.world.World;
import io.fieldway.wire.Bytes;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A device without its line: what it measures in the world and what it does to it.
public sealed interface Instrument
    permits WeatherStation, SoilProbe, IrrigationValve, IrrigationPump, Camera {

  /// The values of one reading, by the device's own names and in its own units.
  Map<String, JsonNode> measure(World world);

  /// The JPEG that goes with a reading; most devices have none.
  default Optional<Bytes> picture(World world) {
    return Optional.empty();
  }

  /// Carries out an action by the device's own name.
  Outcome act(World world, String action, JsonNode input);

  /// What became of an action.
  sealed interface Outcome {
    /// Done.
    ///
    /// @param output what the device returns; not to be changed
    record Done(World world, JsonNode output) implements Outcome {}

    /// Not done, and why.
    record Refused(String why) implements Outcome {}
  }

  /// The answer to an action that the device does not have.
  static Outcome unknown(String action) {
    return new Outcome.Refused("there is no action " + action);
  }
}
