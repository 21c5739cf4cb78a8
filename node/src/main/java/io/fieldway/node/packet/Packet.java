package io.fieldway.node.packet;

/// One of MQTT's control packets (MQTT 5 §3).
public sealed interface Packet
    permits Connect,
        Connack,
        Publish,
        Puback,
        Pubrec,
        Pubrel,
        Pubcomp,
        Subscribe,
        Suback,
        Unsubscribe,
        Unsuback,
        Pingreq,
        Pingresp,
        Disconnect,
        Auth {}
