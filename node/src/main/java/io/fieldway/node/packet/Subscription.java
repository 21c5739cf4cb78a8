package io.fieldway.node.packet;

/// One topic filter of a SUBSCRIBE with its options (MQTT 5 §3.8.3.1). In MQTT 3.1.1 all but the
/// quality of service are their defaults.
public record Subscription(
    String filter,
    QoS qos,
    boolean noLocal,
    boolean retainAsPublished,
    RetainHandling retainHandling) {}
