package io.fieldway.gateway.command;

import io.fieldway.wire.channel.Command;
import io.fieldway.wire.channel.Command.Place;
import io.fieldway.wire.model.QueuePolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The commands without an end, for each device in the order of their places.
final class Lines {
  private record Key(Place place, String id) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::place).thenComparing(Key::id);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  private final Map<String, TreeMap<Key, JournalEntry>> byDevice = new HashMap<>();

  /// Takes a command as it is now: in line while it is open.
  void put(JournalEntry entry) {
    if (entry.isOpen()) {
      byDevice.computeIfAbsent(entry.device(), _ -> new TreeMap<>()).put(key(entry), entry);
    } else {
      remove(entry);
    }
  }

  void remove(JournalEntry entry) {
    TreeMap<Key, JournalEntry> line = byDevice.get(entry.device());
    if (line != null) {
      line.remove(key(entry));
      if (line.isEmpty()) {
        byDevice.remove(entry.device());
      }
    }
  }

  /// A device's line, the first in front.
  List<JournalEntry> of(String device) {
    TreeMap<Key, JournalEntry> line = byDevice.get(device);
    return line == null ? List.of() : new ArrayList<>(line.values());
  }

  /// Devices for which commands wait, in an order that is the same in every run.
  List<String> devices() {
    return List.copyOf(byDevice.keySet());
  }

  /// The newest command that replaces earlier ones of its action, for each action.
  Map<String, Command> replacing(String device) {
    Map<String, Command> newest = new HashMap<>();
    for (JournalEntry each : of(device)) {
      if (each.command().policy() == QueuePolicy.REPLACE) {
        newest.merge(
            each.command().action(),
            each.command(),
            (one, other) -> one.place().number() > other.place().number() ? one : other);
      }
    }
    return newest;
  }

  /// Whether a queued command is with the device now.
  boolean isTaken(String device) {
    return of(device).stream().anyMatch(each -> each.isQueued() && each.givenAt().isPresent());
  }

  /// The newer command of the same device and action that takes this one's place.
  static Optional<Command> replacing(JournalEntry entry, Map<String, Command> newest) {
    return Optional.ofNullable(newest.get(entry.command().action()))
        .filter(newer -> newer.place().number() > entry.command().place().number());
  }

  private static Key key(JournalEntry entry) {
    return new Key(entry.command().place(), entry.id());
  }
}
