package io.fieldway.node.packet;

/// CONNACK (MQTT 5 §3.2). For MQTT 3.1.1 the codec writes the return code that is nearest.
public record Connack(boolean sessionPresent, ReasonCode reason, Properties properties)
    implements Packet {}
