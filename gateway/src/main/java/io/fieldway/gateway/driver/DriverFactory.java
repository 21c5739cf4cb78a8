package io.fieldway.gateway.driver;

import java.io.IOException;
import java.time.InstantSource;

/// Makes the driver of a protocol that the gateway does not know itself. A jar offers it as a
/// service (`META-INF/services/io.fieldway.gateway.driver.DriverFactory`), and has a public
/// constructor without parameters.
///
/// @param <S> the driver's settings: a record whose components are described by
///   [io.fieldway.wire.config.Key], and which may be [io.fieldway.wire.config.Checked]
public interface DriverFactory<S extends Record> {
  /// How the gateway's file names the driver, such as `csv-line`.
  String name();

  /// What holds where the settings' file is silent.
  S defaults();

  /// Makes a driver, which begins with [Driver#start].
  ///
  /// @throws IOException with one sentence for a person, where it cannot be made
  Driver make(S settings, InstantSource clock) throws IOException;
}
