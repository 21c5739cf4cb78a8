package io.fieldway.node.packet;

/// PINGREQ (MQTT 5 §3.12).
public record Pingreq() implements Packet {}
