package io.fieldway.node.packet;

import io.fieldway.wire.Bytes;

/// PUBLISH (MQTT 5 §3.3).
///
/// @param topic empty only where a topic alias stands for it
/// @param packetId 0 where the quality of service is 0
public record Publish(
    String topic,
    Bytes payload,
    QoS qos,
    boolean retain,
    boolean dup,
    int packetId,
    Properties properties)
    implements Packet {}
