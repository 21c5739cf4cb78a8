package io.fieldway.node.attach;

import java.util.List;

/// What is wanted of the other broker.
public interface Wants {
  /// Rises with every change.
  long version();

  /// The fewest filters that match all that is wanted.
  List<String> filters();

  /// Whether this node takes in what comes from the other broker: of the nodes of a mesh that are
  /// attached to it, one does.
  boolean isFirst();
}
