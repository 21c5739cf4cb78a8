package io.fieldway.node.packet;

/// PINGRESP (MQTT 5 §3.13).
public record Pingresp() implements Packet {}
