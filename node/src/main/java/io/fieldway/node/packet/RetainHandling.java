package io.fieldway.node.packet;

/// Whether a subscription is answered with retained messages (MQTT 5 §3.8.3.1). The ordinal is the
/// number on the wire.
public enum RetainHandling {
  SEND,
  SEND_IF_NEW,
  DO_NOT_SEND
}
