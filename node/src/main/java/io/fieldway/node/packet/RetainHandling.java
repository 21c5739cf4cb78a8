package io.fieldway.node.packet;

/// Whether a subscription is answered with retained messages (MQTT 5 §3.8.3.1). In this order the
/// numbers on the wire are 0, 1, 2.
public enum RetainHandling {
  SEND,
  SEND_IF_NEW,
  DO_NOT_SEND
}
