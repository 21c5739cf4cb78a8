package io.fieldway.node.mesh;

import io.fieldway.routing.interest.Interest;
import io.fieldway.routing.interest.InterestChange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// What this node's own sessions subscribe to, as the other nodes are told: reduced by cover, and
/// what changes within one event told at once. Shared subscriptions are told one by one, for each
/// is a matter of its own.
final class OwnInterest {
  private static final String SHARED = "$share/";

  private final Interest interest;
  private final Map<String, Integer> shared = new HashMap<>();
  private final SortedSet<String> added = new TreeSet<>();
  private final SortedSet<String> removed = new TreeSet<>();

  /// @param seed a secret that keeps clients from choosing filters whose hashes are equal
  OwnInterest(long seed) {
    this.interest = new Interest(seed);
  }

  void add(String filter) {
    if (!filter.startsWith(SHARED)) {
      changed(interest.add(filter));
    } else if (shared.merge(filter, 1, Integer::sum) == 1) {
      changed(new InterestChange(List.of(filter), List.of()));
    }
  }

  void remove(String filter) {
    if (!filter.startsWith(SHARED)) {
      changed(interest.remove(filter));
    } else if (shared.computeIfPresent(filter, (key, n) -> n == 1 ? null : n - 1) == null) {
      changed(new InterestChange(List.of(), List.of(filter)));
    }
  }

  /// What has changed since it was asked last, if anything has.
  Optional<InterestChange> change() {
    if (added.isEmpty() && removed.isEmpty()) {
      return Optional.empty();
    }
    InterestChange change = new InterestChange(List.copyOf(added), List.copyOf(removed));
    added.clear();
    removed.clear();
    return Optional.of(change);
  }

  private void changed(InterestChange change) {
    change
        .removed()
        .forEach(filter -> {
          if (!added.remove(filter)) {
            removed.add(filter);
          }
        });
    change
        .added()
        .forEach(filter -> {
          if (!removed.remove(filter)) {
            added.add(filter);
          }
        });
  }
}
