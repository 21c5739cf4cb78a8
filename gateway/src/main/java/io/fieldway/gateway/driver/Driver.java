package io.fieldway.gateway.driver;

import java.io.IOException;
import java.util.Optional;

/// One way for devices to reach the gateway. A driver that fails never stops another.
public interface Driver extends AutoCloseable {
  /// Begins to serve devices.
  ///
  /// @throws IOException with one sentence for a person, where the driver cannot begin
  void start(Devices devices) throws IOException;

  /// What it does and has done; empty where it is told elsewhere.
  default Optional<DriverStatus> report() {
    return Optional.empty();
  }

  /// Tells every device that the gateway stops, and lets go of everything.
  @Override
  void close();
}
