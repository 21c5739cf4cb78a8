package io.fieldway.gateway.driver.mqtt;

/// What a payload looks like.
public enum PayloadForm {
  /// One JSON object, a member for each value; members of an object inside have names with a dot.
  JSON,
  /// One number, truth or text for one property.
  VALUE
}
