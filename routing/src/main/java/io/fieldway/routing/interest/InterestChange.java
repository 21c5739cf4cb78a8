package io.fieldway.routing.interest;

import java.util.List;

/// How a reduced set of filters changed.
///
/// @param added filters that are in it now, sorted
/// @param removed filters that are no longer in it, sorted
public record InterestChange(List<String> added, List<String> removed) {
  static final InterestChange NONE = new InterestChange(List.of(), List.of());

  /// Copies the lists.
  public InterestChange(List<String> added, List<String> removed) {
    this.added = List.copyOf(added);
    this.removed = List.copyOf(removed);
  }

  /// Whether nothing changed, so that nobody need be told.
  public boolean isEmpty() {
    return added.isEmpty() && removed.isEmpty();
  }
}
