package io.fieldway.node.packet;

/// AUTH (MQTT 5 §3.15); MQTT 3.1.1 has none.
public record Auth(ReasonCode reason, Properties properties) implements Packet {}
