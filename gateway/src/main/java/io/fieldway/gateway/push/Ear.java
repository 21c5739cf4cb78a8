package io.fieldway.gateway.push;

import io.fieldway.wire.device.GatewayLine;
import java.util.Optional;

/// How a device that pushes can be told something. Never blocks; may be called from any thread.
@FunctionalInterface
public interface Ear {
  /// Takes an instruction for the device; it may be lost where the device does not listen.
  ///
  /// @return why it can never be given; empty where it was taken
  Optional<String> give(GatewayLine.Instruction instruction);
}
