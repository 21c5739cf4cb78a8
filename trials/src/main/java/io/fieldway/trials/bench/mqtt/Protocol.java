package io.fieldway.trials.bench.mqtt;

/// What is spoken with a broker; the load is the same.
public enum Protocol {
  MQTT_3_1_1,
  MQTT_5;

  /// Whether packets carry properties.
  boolean hasProperties() {
    return this == MQTT_5;
  }
}
