package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;
import io.fieldway.routing.topic.TopicTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Finds who is to have what is published to a topic, and remembers the answer until a subscription
/// changes: publishers use few topics again and again.
final class Matches {
  /// What the answers remembered may cost, counted in characters of topics and in receivers; when
  /// it is more, all are forgotten.
  private static final int REMEMBERED = 1 << 20;

  /// What an answer costs besides.
  private static final int ANSWER = 64;

  /// Who is to have a topic.
  record Match(List<Target> targets, List<SharedGroup> groups) {
    Match(List<Target> targets, List<SharedGroup> groups) {
      this.targets = List.copyOf(targets);
      this.groups = List.copyOf(groups);
    }

    int cost(String topic) {
      return ANSWER + topic.length() + targets.size() + groups.size();
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
    tree.match(
        topic,
        interest -> {
          switch (interest) {
            case Subscribed subscribed ->
                bySession
                    .computeIfAbsent(subscribed.session, session -> new ArrayList<>(1))
                    .add(subscribed);
            case SharedGroup group -> shared.add(group);
          }
        });
    return new Match(bySession.values().stream().map(Target::of).toList(), shared);
  }
}
