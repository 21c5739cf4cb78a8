package io.fieldway.wire.control;

import java.time.Duration;

/// What the acting controller wants done. It is repeated until the node's status shows the effect,
/// so that a node takes the same order any number of times; one of another term than the granted
/// one is refused.
public sealed interface Order extends ControlMessage permits Arm, Disarm, Adopt, Drain {
  /// How much sooner than another may begin a controller stops acting, at the least.
  Duration FRESH = Duration.ofSeconds(1);

  /// The node that the order is about, which is not always the one it is sent to.
  String node();

  /// The number of the decision behind the order: a later decision has a higher one.
  long number();

  /// The [Status#clock] of the last status that the controller has heard of the receiver: an order
  /// that answers what was said longer ago than [#FRESH] is refused, for it may have been under way
  /// while another controller began to act.
  long echo();

  /// The word in the field `type`.
  String type();
}
