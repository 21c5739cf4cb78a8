package io.fieldway.node.network;

/// Why a control message is not taken.
public enum Refusal {
  /// The bytes cannot be read, or are more than [RoutingConfig#maximumControlBytes].
  MALFORMED,
  /// The node that it speaks of has not said so.
  FORGED,
  /// It can be read, but no node is like that: a link to itself, a cost below 1, a filter that MQTT
  /// does not allow.
  IMPOSSIBLE,
  /// More nodes, links or filters than the configuration allows.
  BEYOND_BOUNDS
}
