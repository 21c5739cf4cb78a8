package io.fieldway.devices.client;

import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.GatewayLine;

/// What a device's client wants done, in order.
public sealed interface ClientEffect {
  /// Connect to the gateway; answered by [ClientEvent.Opened] or [ClientEvent.Lost].
  record Open() implements ClientEffect {}

  /// Send this line.
  record Send(DeviceLine line) implements ClientEffect {}

  /// Close the connection; nothing answers.
  record Close(String why) implements ClientEffect {}

  /// Carry out an instruction, once; answered by [ClientEvent.Acted].
  record Act(GatewayLine.Instruction instruction) implements ClientEffect {}

  /// Take what can be taken of these settings; answered by [ClientEvent.Settled].
  record Adopt(GatewayLine.Desired desired) implements ClientEffect {}

  /// The gateway has this reading on its disk.
  record Acknowledged(long seq) implements ClientEffect {}

  /// The gateway has this picture on its disk.
  record Stored(Picture picture) implements ClientEffect {}

  /// This reading was given up: too many wait.
  record Dropped(long seq) implements ClientEffect {}
}
