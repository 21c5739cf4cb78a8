package io.fieldway.node.packet;

/// DISCONNECT (MQTT 5 §3.14). In MQTT 3.1.1 only clients send it, without a reason.
public record Disconnect(ReasonCode reason, Properties properties) implements Packet {}
