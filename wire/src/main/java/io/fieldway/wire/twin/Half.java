package io.fieldway.wire.twin;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Fields;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/// One half of a twin: what is desired, which the platform alone changes, or what is reported,
/// which the gateway alone changes. Its owner counts; the other side follows by patches. So nothing
/// has two authors, and merging is a question of who is further.
///
/// @param entries by property, tombstones too
public record Half(Stamp at, SortedMap<String, TwinEntry> entries) {
  /// Most properties of one half, tombstones too.
  public static final int MAX_PROPERTIES = 256;

  /// Most bytes of one half's values together.
  public static final int MAX_BYTES = 64 * 1_024;

  /// Nothing, as nobody has begun it.
  public static final Half NONE = new Half(Stamp.NONE, Collections.emptySortedMap());

  public Half(Stamp at, SortedMap<String, TwinEntry> entries) {
    this.at = at;
    this.entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
  }

  public Optional<TwinEntry> of(String property) {
    return Optional.ofNullable(entries.get(property));
  }

  /// The place that the owner's next change gets.
  ///
  /// @param life the epoch in which a half begins that has not begun yet
  Stamp next(long life) {
    return at.equals(Stamp.NONE) ? new Stamp(life, 1) : at.next();
  }

  /// Where a property was changed last.
  public Stamp stampOf(TwinEntry entry) {
    return new Stamp(at.epoch(), entry.seq());
  }

  /// Whether a value has room.
  public boolean hasRoomFor(String property, TwinEntry entry) {
    return (entries.containsKey(property) || entries.size() < MAX_PROPERTIES)
        && bytes() - of(property).map(Half::size).orElse(0) + size(entry) <= MAX_BYTES;
  }

  /// The owner changes a property.
  ///
  /// @param life the epoch in which a half begins that has not begun yet
  Half put(String property, TwinEntry entry, long life) {
    Stamp next = next(life);
    SortedMap<String, TwinEntry> all = new TreeMap<>(entries);
    all.put(property, entry.at(next.seq()));
    return new Half(next, all);
  }

  /// The owner begins a new life beyond what the other side holds: patches from before do not lead
  /// there.
  Half renewed(Stamp other) {
    return new Half(at.beyond(other), entries);
  }

  /// The owner drops all other properties, in a new life.
  Half only(Set<String> properties) {
    if (properties.containsAll(entries.keySet())) {
      return this;
    }
    SortedMap<String, TwinEntry> kept = new TreeMap<>(entries);
    kept.keySet().retainAll(properties);
    return new Half(at.beyond(at), kept);
  }

  /// What the other side lacks; the whole half where it holds another life.
  Patch since(Stamp held) {
    if (held.epoch() != at.epoch() || held.isAfter(at)) {
      return new Patch(at, Optional.empty(), entries);
    }
    SortedMap<String, TwinEntry> changed = new TreeMap<>(entries);
    changed.values().removeIf(entry -> entry.seq() <= held.seq());
    return new Patch(at, Optional.of(held), changed);
  }

  /// The other side follows. What it holds already changes nothing, however late and often it
  /// comes.
  ///
  /// @return empty where something between is missing
  Optional<Half> with(Patch patch) {
    if (patch.base().isEmpty()) {
      return Optional.of(at.isAfter(patch.at()) ? this : new Half(patch.at(), patch.entries()));
    }
    if (!patch.at().isAfter(at)) {
      return Optional.of(this);
    }
    Stamp base = patch.base().get();
    if (patch.at().epoch() != at.epoch() || base.epoch() != at.epoch() || base.isAfter(at)) {
      return Optional.empty();
    }
    SortedMap<String, TwinEntry> merged = new TreeMap<>(entries);
    patch
        .entries()
        .forEach((name, entry) ->
            merged.merge(name, entry, (mine, other) -> other.seq() > mine.seq() ? other : mine));
    return Optional.of(new Half(patch.at(), merged));
  }

  /// Whether it is within the bounds: what comes from the other side may not be.
  boolean isWithinBounds() {
    return entries.size() <= MAX_PROPERTIES && bytes() <= MAX_BYTES;
  }

  ObjectNode json() {
    return new Patch(at, Optional.empty(), entries).json();
  }

  static Half read(Fields fields) {
    Patch whole = Patch.read(fields);
    return new Half(whole.at(), whole.entries());
  }

  private int bytes() {
    @Var int sum = 0;
    for (TwinEntry each : entries.values()) {
      sum += size(each);
    }
    return sum;
  }

  private static int size(TwinEntry entry) {
    return entry.value().map(TwinJson::bytes).orElse(0);
  }
}
