package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;
import io.fieldway.routing.interest.Interest;
import io.fieldway.routing.topic.TopicFilter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// What sessions here and at other nodes want, reduced by cover, and which nodes are attached to
/// which broker. What attachments themselves subscribe to is no demand: each takes all that others
/// publish, and two of them would ask each other for everything.
public final class Demand {
  private static final String SHARED = "$share/";

  private final Interest interest;

  /// Of an attachment's client id: the other nodes that have it, and how many filters each.
  private final Map<String, NavigableMap<String, Integer>> attached = new HashMap<>();

  @Var private long version;

  /// @param seed a secret that keeps clients from choosing filters whose hashes are equal
  Demand(long seed) {
    this.interest = new Interest(seed);
  }

  /// Rises with every change.
  public long version() {
    return version;
  }

  /// The fewest filters that match all that is wanted; none begins with `$`.
  public List<String> filters() {
    return interest.reduced();
  }

  /// Whether no other node that is known, of those that have this attachment, comes before a node.
  public boolean isFirst(String clientId, String node) {
    NavigableMap<String, Integer> others = attached.get(clientId);
    return others == null || others.firstKey().compareTo(node) > 0;
  }

  /// A session here that is no attachment's has subscribed.
  void add(String filter) {
    String plain = plain(filter);
    if (!plain.startsWith("$")) {
      interest.add(plain);
      version++;
    }
  }

  void remove(String filter) {
    String plain = plain(filter);
    if (!plain.startsWith("$")) {
      interest.remove(plain);
      version++;
    }
  }

  /// Sessions of another node have subscribed.
  void add(String node, TopicFilter filter) {
    if (Attachments.isShared(filter.text())) {
      attached
          .computeIfAbsent(Attachments.shareName(filter.text()), name -> new TreeMap<>())
          .merge(node, 1, Integer::sum);
      version++;
    } else {
      add(filter.text());
    }
  }

  void remove(String node, TopicFilter filter) {
    if (!Attachments.isShared(filter.text())) {
      remove(filter.text());
      return;
    }
    attached.computeIfPresent(
        Attachments.shareName(filter.text()),
        (name, nodes) -> {
          nodes.computeIfPresent(node, (each, count) -> count == 1 ? null : count - 1);
          return nodes.isEmpty() ? null : nodes;
        });
    version++;
  }

  private static String plain(String filter) {
    return filter.startsWith(SHARED)
        ? filter.substring(filter.indexOf('/', SHARED.length()) + 1)
        : filter;
  }
}
