package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;
import io.fieldway.routing.topic.TopicFilter;
import io.fieldway.routing.topic.TopicTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Finds who is to have what is published to a topic, and remembers the answer until a subscription
/// changes: publishers use few topics again and again.
final class Matches {
  /// What the answers remembered may cost, counted in characters of topics and in receivers; when
  /// it is more, all are forgotten.
  private static final int REMEMBERED = 1 << 20;

  /// What an answer costs besides.
  private static final int ANSWER = 64;

  /// Who is to have a topic.
  ///
  /// @param beyond the other nodes whose sessions are
  record Match(List<Target> targets, List<SharedGroup> groups, List<Addressee> beyond) {
    Match(List<Target> targets, List<SharedGroup> groups, List<Addressee> beyond) {
      this.targets = List.copyOf(targets);
      this.groups = List.copyOf(groups);
      this.beyond = List.copyOf(beyond);
    }

    boolean isEmpty() {
      return targets.isEmpty() && groups.isEmpty() && beyond.isEmpty();
    }

    /// What of it is here and meant.
    Match here(boolean plain, List<String> names) {
      if (plain && groups.isEmpty()) {
        return this;
      }
      return new Match(
          plain ? targets : List.of(),
          groups.stream().filter(group -> names.contains(group.name())).toList(),
          List.of());
    }

    int cost(String topic) {
      return ANSWER + topic.length() + targets.size() + groups.size() + beyond.size();
    }
  }

  private final TopicTree<Interest> tree;
  private final Map<String, Match> remembered = new HashMap<>();
  private final Map<String, SharedGroup> groups = new HashMap<>();
  @Var private int rememberedCost;
  @Var private long version = -1;

  /// Knows nobody yet.
  ///
  /// @param seed a secret that keeps clients from choosing filters whose hashes are equal
  Matches(long seed) {
    this.tree = new TopicTree<>(seed);
  }

  void add(Subscribed subscribed) {
    SharedGroup group = subscribed.group;
    if (group == null) {
      tree.add(subscribed.filter, subscribed);
    } else {
      group.add(subscribed);
    }
  }

  void remove(Subscribed subscribed) {
    SharedGroup group = subscribed.group;
    if (group == null) {
      tree.remove(subscribed.filter, subscribed);
      return;
    }
    group.remove(subscribed);
    removeEmpty(group);
  }

  /// Sessions of another node have subscribed.
  void add(String node, TopicFilter filter) {
    if (filter.shareName().isPresent()) {
      group(filter.text(), filter.filter()).add(node);
    } else {
      tree.add(filter.filter(), new RemoteInterest(node));
    }
  }

  /// They have no longer.
  void remove(String node, TopicFilter filter) {
    if (filter.shareName().isEmpty()) {
      tree.remove(filter.filter(), new RemoteInterest(node));
      return;
    }
    SharedGroup group = groups.get(filter.text());
    if (group != null) {
      group.remove(node);
      removeEmpty(group);
    }
  }

  private void removeEmpty(SharedGroup group) {
    if (group.isEmpty()) {
      groups.remove(group.name());
      tree.remove(group.filter(), group);
    }
  }

  /// The shared subscription of this name, made where it is new.
  ///
  /// @param name the whole text
  /// @param filter without `$share/name/`
  SharedGroup group(String name, String filter) {
    return groups.computeIfAbsent(
        name,
        text -> {
          SharedGroup group = new SharedGroup(text, filter);
          tree.add(filter, group);
          return group;
        });
  }

  Match match(String topic) {
    if (version != tree.version()) {
      forgetAll();
      version = tree.version();
    }
    @Var Match match = remembered.get(topic);
    if (match == null) {
      match = find(topic);
      remember(topic, match);
    }
    return match;
  }

  private void remember(String topic, Match match) {
    if (rememberedCost + match.cost(topic) > REMEMBERED) {
      forgetAll();
    }
    remembered.put(topic, match);
    rememberedCost += match.cost(topic);
  }

  private void forgetAll() {
    remembered.clear();
    rememberedCost = 0;
  }

  private Match find(String topic) {
    Map<Session, List<Subscribed>> bySession = new LinkedHashMap<>();
    List<SharedGroup> shared = new ArrayList<>(0);
    Set<String> nodes = new TreeSet<>();
    tree.match(
        topic,
        interest -> {
          switch (interest) {
            case Subscribed subscribed ->
                bySession
                    .computeIfAbsent(subscribed.session, session -> new ArrayList<>(1))
                    .add(subscribed);
            case SharedGroup group -> shared.add(group);
            case RemoteInterest(String node) -> nodes.add(node);
          }
        });
    return new Match(
        bySession.values().stream().map(Target::of).toList(),
        shared,
        nodes.stream().map(Addressee::plain).toList());
  }
}
