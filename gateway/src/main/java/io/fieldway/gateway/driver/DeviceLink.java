package io.fieldway.gateway.driver;

import io.fieldway.wire.device.ErrorCode;
import io.fieldway.wire.device.GatewayLine;

/// One device's connection, as the gateway uses it. Never blocks; may be called from any thread.
public interface DeviceLink {
  /// Gives an instruction; lost where the connection ends before it arrives.
  void instruct(GatewayLine.Instruction instruction);

  /// Whether desired values can be brought to the device.
  default boolean takesDesired() {
    return false;
  }

  /// Gives desired values; lost where the connection ends before they arrive, and where the device
  /// takes none.
  default void desire(GatewayLine.Desired desired) {}

  /// Says why and closes.
  void close(ErrorCode code, String message);
}
