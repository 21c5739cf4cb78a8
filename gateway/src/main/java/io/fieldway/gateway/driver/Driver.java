package io.fieldway.gateway.driver;

import java.io.IOException;

/// One way for devices to reach the gateway. A driver that fails never stops another.
public interface Driver extends AutoCloseable {
  /// Begins to serve devices.
  ///
  /// @throws IOException with one sentence for a person, where the driver cannot begin
  void start(Devices devices) throws IOException;

  /// Tells every device that the gateway stops, and lets go of everything.
  @Override
  void close();
}
