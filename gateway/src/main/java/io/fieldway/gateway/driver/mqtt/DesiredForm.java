package io.fieldway.gateway.driver.mqtt;

/// How desired values are told.
public enum DesiredForm {
  /// The line `desired`, with its version, which the device names in its answer.
  LINE,
  /// One JSON object, a member for each value.
  VALUES
}
