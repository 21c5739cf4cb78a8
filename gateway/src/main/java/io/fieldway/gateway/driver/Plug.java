package io.fieldway.gateway.driver;

import java.io.IOException;
import java.time.InstantSource;

/// A driver from elsewhere and its settings. What it throws is a sentence that bears its name.
public record Plug<S extends Record>(DriverFactory<S> factory, S settings) {
  /// Makes the driver.
  ///
  /// @throws IOException with one sentence for a person, where it cannot be made
  public Driver make(InstantSource clock) throws IOException {
    try {
      return new PluggedDriver(factory.name(), factory.make(settings, clock));
    } catch (RuntimeException | LinkageError e) {
      throw new IOException("the driver " + factory.name() + " cannot be made: " + e, e);
    }
  }
}
