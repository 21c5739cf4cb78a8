package io.fieldway.node.control;

import io.fieldway.wire.control.Order;
import io.fieldway.wire.control.Status;
import java.util.Optional;

/// The node behind the connections of controllers.
public interface Office {
  /// What the node says of itself now, but for whom it obeys and what it refused, which the desk
  /// adds.
  Status status(long now);

  /// Begins to do what the acting controller wants, or goes on with it: the same order comes again
  /// until the status shows the effect.
  ///
  /// @return why it is not done; empty where it is
  Optional<String> obey(Order order, long now);
}
