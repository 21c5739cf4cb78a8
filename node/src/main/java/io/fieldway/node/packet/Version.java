package io.fieldway.node.packet;

/// The protocol versions that are spoken; the number is CONNECT's protocol level (MQTT 5 §3.1.2.2).
public enum Version {
  MQTT_3_1_1(4),
  MQTT_5(5);

  private final int level;

  Version(int level) {
    this.level = level;
  }

  public int level() {
    return level;
  }
}
