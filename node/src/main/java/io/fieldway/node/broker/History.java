package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.kept.Kept.KeptHistory;
import io.fieldway.node.packet.QoS;
import io.fieldway.routing.topic.TopicFilter;
import io.fieldway.routing.topic.TopicMap;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/// The messages that are kept for those who subscribe later (the paper's *store or not*, step 7 of
/// its Algorithm 1), in the order of their coming. Rules say how much of which topic; where there
/// are none, nothing is.
///
/// What was published at QoS 1 or 2 is kept in the journal too. At a bound the oldest go.
final class History {
  /// What a place costs in memory besides its message, roughly.
  private static final int PLACE = 128;

  /// A message that is kept.
  static final class Entry {
    final Message message;

    /// [Stamp#NONE] of what was not published to be retained.
    final Stamp stamp;

    /// The client id of who published it here, empty where that was another node.
    final String publisher;

    /// When it came.
    final long at;

    private final long number;

    /// Its key in the journal, 0 where it is not kept there.
    @Var private long key;

    private Entry(Message message, Stamp stamp, String publisher, long at, long number) {
      this.message = message;
      this.stamp = stamp;
      this.publisher = publisher;
      this.at = at;
      this.number = number;
    }

    /// The flag as it was published with.
    boolean wasToBeRetained() {
      return !stamp.equals(Stamp.NONE);
    }

    private long bytes() {
      return PLACE + message.size();
    }
  }

  private final HistoryConfig config;
  private final Keeper keeper;
  private final Counters counters;
  private final TopicMap<ArrayDeque<Entry>> topics;
  private final SequencedSet<Entry> all = new LinkedHashSet<>();
  @Var private long bytes;
  @Var private long lastNumber;

  /// Holds nothing yet.
  ///
  /// @param seed a secret that keeps clients from choosing topics whose hashes are equal
  History(HistoryConfig config, Keeper keeper, Counters counters, long seed) {
    this.config = config;
    this.keeper = keeper;
    this.counters = counters;
    this.topics = new TopicMap<>(seed);
  }

  int size() {
    return all.size();
  }

  long bytes() {
    return bytes;
  }

  /// What must come to this node so that it can be kept.
  List<String> filters() {
    return config.rules().stream()
        .filter(rule -> !(rule.keep() instanceof Keep.None))
        .map(HistoryConfig.Rule::filter)
        .toList();
  }

  /// Whether a rule says that nothing of a topic is kept, not even what is to be retained.
  boolean forbids(String topic) {
    return !config.rules().isEmpty() && rule(topic) instanceof Keep.None;
  }

  /// Keeps a message that has come, if a rule says so. One that removes a retained message removes
  /// what was kept of its topic too.
  ///
  /// @param stamp of what was published to be retained, [Stamp#NONE] of others
  /// @param publisher the client id of who published it here, empty where that was another node
  void add(Message message, Stamp stamp, String publisher, long now) {
    if (config.rules().isEmpty() || SystemTopics.isReserved(message.topic)) {
      return;
    }
    boolean toBeRetained = !stamp.equals(Stamp.NONE);
    if (toBeRetained && message.payload.size() == 0) {
      clear(message.topic);
      return;
    }
    Keep keep = rule(message.topic);
    if (keep == null || keep instanceof Keep.None || (toBeRetained && has(message.topic, stamp))) {
      return;
    }
    Entry entry = new Entry(message, stamp, publisher, now, ++lastNumber);
    boolean isDurable = message.qos != QoS.AT_MOST_ONCE;
    if (entry.bytes() > config.maximumBytes() || (isDurable && !keeper.hasRoom())) {
      counters.historyDropped++;
      return;
    }
    if (isDurable) {
      entry.key = keeper.saveHistory(message, now, stamp, publisher);
    }
    place(entry);
    trim(message.topic, keep, now);
    bound();
  }

  /// Puts back what was kept, in the order of its coming. Answers false where the rules say now
  /// that it is not.
  boolean restore(Message message, KeptHistory kept, long key, long now) {
    Keep keep = rule(message.topic);
    if (keep == null || keep instanceof Keep.None) {
      return false;
    }
    Entry entry =
        new Entry(
            message,
            new Stamp(kept.time(), kept.origin()),
            kept.publisher(),
            kept.at(),
            ++lastNumber);
    entry.key = key;
    place(entry);
    trim(message.topic, keep, now);
    bound();
    return true;
  }

  /// What is kept of the topics that a filter matches, in the order of its coming.
  List<Entry> match(String filter, long now) {
    if (all.isEmpty()) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    topics.match(filter, (topic, entries) -> names.add(topic));
    List<Entry> found = new ArrayList<>();
    for (String topic : names) {
      trim(topic, rule(topic), now);
      ArrayDeque<Entry> entries = topics.get(topic);
      if (entries != null) {
        entries.stream().filter(entry -> !entry.message.isExpired(now)).forEach(found::add);
      }
    }
    found.sort(Comparator.comparingLong(entry -> entry.number));
    return found;
  }

  /// Forgets what is too old.
  void expire(long now) {
    List<String> names = new ArrayList<>();
    topics.forEach((topic, entries) -> names.add(topic));
    names.forEach(topic -> trim(topic, rule(topic), now));
    List.copyOf(all).stream().filter(entry -> entry.message.isExpired(now)).forEach(this::remove);
  }

  /// What is kept, by topic.
  List<HistoryView> views() {
    List<HistoryView> views = new ArrayList<>();
    topics.forEach((topic, entries) ->
        views.add(
            new HistoryView(
                topic,
                String.valueOf(rule(topic)),
                entries.size(),
                entries.stream().mapToLong(entry -> entry.message.payload.size()).sum(),
                Instant.ofEpochMilli(entries.getFirst().at),
                Instant.ofEpochMilli(entries.getLast().at))));
    views.sort(Comparator.comparing(HistoryView::topic));
    return views;
  }

  /// What the first rule says that a topic matches; null where none does.
  private @Nullable Keep rule(String topic) {
    for (@Var int i = 0; i < config.rules().size(); i++) {
      HistoryConfig.Rule rule = config.rules().get(i);
      if (TopicFilter.matches(rule.filter(), topic)) {
        return rule.keep();
      }
    }
    return null;
  }

  /// Whether a message to be retained is here already: a node is told again what others retain.
  private boolean has(String topic, Stamp stamp) {
    ArrayDeque<Entry> entries = topics.get(topic);
    return entries != null && entries.stream().anyMatch(entry -> entry.stamp.equals(stamp));
  }

  private void place(Entry entry) {
    ArrayDeque<Entry> there = topics.get(entry.message.topic);
    if (there == null) {
      ArrayDeque<Entry> begun = new ArrayDeque<>(1);
      begun.add(entry);
      topics.put(entry.message.topic, begun);
    } else {
      there.add(entry);
    }
    all.add(entry);
    bytes += entry.bytes();
  }

  private void trim(String topic, @Nullable Keep keep, long now) {
    ArrayDeque<Entry> entries = topics.get(topic);
    while (entries != null && !entries.isEmpty() && exceeds(entries, keep, now)) {
      remove(entries.getFirst());
    }
  }

  private static boolean exceeds(ArrayDeque<Entry> entries, @Nullable Keep keep, long now) {
    return switch (keep) {
      case null -> true;
      case Keep.None none -> true;
      case Keep.Messages messages -> entries.size() > messages.count();
      case Keep.During during -> now - entries.getFirst().at >= during.time().toMillis();
    };
  }

  private void bound() {
    while (all.size() > config.maximumMessages() || bytes > config.maximumBytes()) {
      counters.historyDropped++;
      remove(all.getFirst());
    }
  }

  private void clear(String topic) {
    ArrayDeque<Entry> entries = topics.get(topic);
    if (entries != null) {
      List.copyOf(entries).forEach(this::remove);
    }
  }

  private void remove(Entry entry) {
    all.remove(entry);
    bytes -= entry.bytes();
    ArrayDeque<Entry> entries = topics.get(entry.message.topic);
    if (entries != null) {
      entries.remove(entry);
      if (entries.isEmpty()) {
        topics.remove(entry.message.topic);
      }
    }
    if (entry.key != 0) {
      keeper.forgetPlace(entry.key, entry.message);
    }
  }
}
