package io.fieldway.wire.control;

/// What the acting controller wants done. It is repeated until the node's status shows the effect,
/// so that a node takes the same order any number of times; one of another term than the granted
/// one is refused.
public sealed interface Order extends ControlMessage permits Arm, Disarm, Adopt, Drain {
  /// The node that the order is about, which is not always the one it is sent to.
  String node();

  /// The number of the decision behind the order: a later decision has a higher one.
  long number();

  /// The word in the field `type`.
  String type();
}
