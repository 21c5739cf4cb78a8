package io.fieldway.node.packet;

import io.fieldway.wire.Bytes;

/// The message that a client leaves for its death (MQTT 5 §3.1.3.2–§3.1.3.4).
///
/// @param properties the will's own, will delay interval included
public record Will(String topic, Bytes payload, QoS qos, boolean retain, Properties properties) {}
