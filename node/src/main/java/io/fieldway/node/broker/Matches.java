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
  /// Answers remembered; when there are more, all are forgotten.
  private static final int REMEMBERED = 4_096;

  /// Who is to have a topic.
  record Match(List<Target> targets, List<SharedGroup> groups) {
    Match(List<Target> targets, List<SharedGroup> groups) {
      this.targets = List.copyOf(targets);
      this.groups = List.copyOf(groups);
    }
  }

  private final TopicTree<Interest> tree = new TopicTree<>();
  private final Map<String, Match> remembered = new HashMap<>();
  private final Map<String, SharedGroup> groups = new HashMap<>();
  @Var private long version = -1;

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
      remembered.clear();
      version = tree.version();
    }
    @Var Match match = remembered.get(topic);
    if (match == null) {
      match = find(topic);
      if (remembered.size() == REMEMBERED) {
        remembered.clear();
      }
      remembered.put(topic, match);
    }
    return match;
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
