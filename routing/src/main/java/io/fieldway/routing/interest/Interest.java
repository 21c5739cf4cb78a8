package io.fieldway.routing.interest;

import io.fieldway.routing.topic.FilterMap;
import io.fieldway.routing.topic.TopicFilter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// The filters that the sessions of one node subscribe to, and the fewest of them that match the
/// same topics: what the other nodes are told. Filters are valid; a share name is no part of a
/// filter here.
///
/// **Goals.** Of filters where one covers the other only the covering one is told; of thousands of
/// sessions that want the same, nothing but the first and the last. What is told depends on what is
/// subscribed and not on the order it came in.
///
/// **Constraints.** One thread. A filter counts as often as it was added. Of the two spellings of
/// one filter (`#` and `+/#`) the shorter is told. A wildcard in front covers no filter that begins
/// with `$` \[MQTT-4.7.2-1\].
///
/// **Algorithm.** All filters, with their counts, stand in one [FilterMap], the reduced set in
/// another. A new filter is admitted to the reduced set if nothing there covers it, and whatever it
/// covers leaves. When a filter of the reduced set has gone, those that it covered ask again to be
/// admitted, and no others. With `a/b` and `a/+`, `a/+` is told; then `a/#` comes, and takes its
/// place; then `a/#` goes, and `a/+` comes back, of which `a/b` is a part as before.
public final class Interest {
  private final FilterMap<Integer> subscribed;
  private final FilterMap<String> reduced;

  /// An interest whose hashes anybody can foresee: for filters that no stranger chooses.
  public Interest() {
    subscribed = new FilterMap<>();
    reduced = new FilterMap<>();
  }

  /// An interest that strangers may add to.
  ///
  /// @param seed a secret that keeps them from choosing filters whose hashes are equal
  public Interest(long seed) {
    subscribed = new FilterMap<>(seed);
    reduced = new FilterMap<>(seed);
  }

  /// Adds a filter, once more if it is there. Returns how the reduced set changed.
  public InterestChange add(String filter) {
    Integer times = subscribed.get(filter);
    subscribed.put(filter, times == null ? 1 : times + 1);
    return times == null
        ? change(List.of(TopicFilter.canonical(filter)), List.of())
        : InterestChange.NONE;
  }

  /// Takes a filter back as it was added once; one that is not there is ignored. Returns how the
  /// reduced set changed.
  public InterestChange remove(String filter) {
    Integer times = subscribed.get(filter);
    if (times == null) {
      return InterestChange.NONE;
    }
    if (times > 1) {
      subscribed.put(filter, times - 1);
      return InterestChange.NONE;
    }
    subscribed.remove(filter);
    String told = reduced.remove(filter);
    if (told == null) {
      return InterestChange.NONE;
    }
    List<String> uncovered = new ArrayList<>();
    subscribed.coveredBy(filter, (each, count) -> uncovered.add(each));
    // Wildcards come early when sorted, and whoever comes early spares others their admission.
    Collections.sort(uncovered);
    return change(uncovered, List.of(told));
  }

  /// The reduced set: no filter of it covers another, and together they match what all match.
  public List<String> reduced() {
    List<String> all = new ArrayList<>();
    reduced.forEach((filter, told) -> all.add(told));
    Collections.sort(all);
    return List.copyOf(all);
  }

  /// How many different filters were added, whether told or not.
  public int size() {
    return subscribed.size();
  }

  private InterestChange change(List<String> candidates, List<String> gone) {
    SortedSet<String> added = new TreeSet<>();
    SortedSet<String> removed = new TreeSet<>(gone);
    candidates.forEach(candidate -> admit(candidate, added, removed));
    return new InterestChange(List.copyOf(added), List.copyOf(removed));
  }

  private void admit(String candidate, SortedSet<String> added, SortedSet<String> removed) {
    List<String> covering = new ArrayList<>();
    reduced.covering(candidate, (filter, told) -> covering.add(told));
    if (!covering.isEmpty()) {
      return;
    }
    List<String> covered = new ArrayList<>();
    reduced.coveredBy(candidate, (filter, told) -> covered.add(told));
    for (String each : covered) {
      reduced.remove(each);
      if (!added.remove(each)) {
        removed.add(each);
      }
    }
    reduced.put(candidate, candidate);
    added.add(candidate);
  }
}
