package io.fieldway.node.packet;

/// A name and a value that mean something to the applications alone (MQTT 5 §1.5.7).
public record UserProperty(String name, String value) {}
