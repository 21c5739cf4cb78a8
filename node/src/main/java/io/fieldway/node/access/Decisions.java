package io.fieldway.node.access;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.access.Rule.Action;
import io.fieldway.routing.topic.TopicFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rules that concern one client and one action, with its names filled in. The first that
/// matches decides; what none matches is denied.
///
/// An allowing rule that the client's names cannot fill is left out. A denying one then denies
/// everything from there on: who denies a topic by name must not be escaped by choosing an odd one.
final class Decisions {
  /// With fewer rules, matching them costs as much as remembering.
  private static final int REMEMBER_FROM = 4;

  /// Topics remembered of one client; a further one takes the place of another.
  private static final int REMEMBERED = 64;

  private record Line(boolean allow, String filter) {}

  private final List<Line> lines;
  private final @Nullable String[] topics;
  private final boolean[] answers;

  private Decisions(List<Line> lines) {
    this.lines = lines;
    int size = lines.size() < REMEMBER_FROM ? 0 : REMEMBERED;
    this.topics = new @Nullable String[size];
    this.answers = new boolean[size];
  }

  static Decisions of(List<Rule> rules, Action action, String clientId, Optional<String> user) {
    List<Line> lines = new ArrayList<>();
    for (Rule rule : rules) {
      if (!rule.actions().contains(action)
          || !rule.who().isFor(clientId, user)
          || rule.filter().misses(user)) {
        continue;
      }
      Optional<String> filter = rule.filter().filled(clientId, user);
      if (filter.isPresent()) {
        lines.add(new Line(rule.allow(), filter.get()));
      } else if (!rule.allow()) {
        break;
      }
    }
    return new Decisions(List.copyOf(lines));
  }

  /// Whether the action is allowed with this topic.
  boolean allow(String topic) {
    if (topics.length == 0) {
      return decide(topic);
    }
    int hash = topic.hashCode();
    int slot = (hash ^ (hash >>> 16)) & (REMEMBERED - 1);
    if (!topic.equals(topics[slot])) {
      answers[slot] = decide(topic);
      topics[slot] = topic;
    }
    return answers[slot];
  }

  /// Whether the action is allowed with every topic of a filter.
  ///
  /// Going down the rules: one that denies and has a topic in common with the filter ends it with
  /// no, one that allows and covers the filter with yes. So a yes is never wrong, for each topic of
  /// the filter meets an allowing rule before any denying one. A filter that only several rules
  /// together would cover gets a no; the client can ask for their filters one by one.
  boolean allowAll(String filter) {
    for (Line line : lines) {
      if (line.allow
          ? TopicFilter.covers(line.filter, filter)
          : TopicFilter.overlaps(line.filter, filter)) {
        return line.allow;
      }
    }
    return false;
  }

  private boolean decide(String topic) {
    for (@Var int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      if (TopicFilter.matches(line.filter, topic)) {
        return line.allow;
      }
    }
    return false;
  }
}
