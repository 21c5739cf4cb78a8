package io.fieldway.routing.reroute;

import java.util.List;
import java.util.Optional;

/// Who stands in for a node.
///
/// @param substitutes those that could, the one that does first; none where there is none
/// @param why why it is this one, or why there is none, for people
public record Standing(String node, List<Match> substitutes, String why) {
  public Standing(String node, List<Match> substitutes, String why) {
    this.node = node;
    this.substitutes = List.copyOf(substitutes);
    this.why = why;
  }

  /// The one that does.
  public Optional<Match> substitute() {
    return substitutes.isEmpty() ? Optional.empty() : Optional.of(substitutes.getFirst());
  }
}
