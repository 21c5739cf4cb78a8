package io.fieldway.gateway.driver;

import io.fieldway.wire.device.ErrorCode;
import io.fieldway.wire.device.GatewayLine;

/// The gateway's answer to a device's hello.
public sealed interface Arrival {
  /// The device has its seat; its lines go there.
  record Welcomed(GatewayLine.Welcome line, Seat seat) implements Arrival {}

  /// The device is turned away.
  record Refused(ErrorCode code, String message) implements Arrival {}
}
