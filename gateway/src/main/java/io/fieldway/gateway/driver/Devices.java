package io.fieldway.gateway.driver;

import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.model.ThingModel;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// What the gateway offers to its drivers. May be called from any thread.
public interface Devices {
  /// A device says who it is. A welcome replaces the device's earlier connection, which is closed.
  Arrival arrive(DeviceLine.Hello hello, DeviceLink link);

  /// The platform's time, as well as the gateway knows it: instructions' deadlines are by it, and
  /// not by the gateway's own clock, which may be wrong by hours.
  default Instant platformTime() {
    return InstantSource.system().instant();
  }

  /// Whether the gateway knows its devices: a new one is told by the platform first, and before
  /// that refuses them all.
  default boolean areKnown() {
    return true;
  }

  /// The model of a registered device, for a driver that finds its protocol's forms there.
  default Optional<ThingModel> modelOf(String device) {
    return Optional.empty();
  }
}
