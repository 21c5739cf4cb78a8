package io.fieldway.node.broker;

/// What becomes of a message at QoS 1 or 2 that a subscriber's queue has no room for.
public enum WhenFull {
  /// It is refused to its publisher, for all subscribers: Quota exceeded in MQTT 5, a closed
  /// connection in MQTT 3.1.1, which has no refusal. A subscriber that is connected and so far
  /// behind is disconnected. Nothing that was acknowledged is dropped.
  REFUSE,
  /// The oldest message of that queue that was not sent yet is dropped, and counted.
  DROP_OLDEST
}
