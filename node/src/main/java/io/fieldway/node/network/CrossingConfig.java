package io.fieldway.node.network;

import com.google.errorprone.annotations.Var;
import io.fieldway.routing.topic.InvalidTopicException;
import io.fieldway.routing.topic.TopicFilter;
import io.fieldway.routing.topic.TopicLimits;
import io.fieldway.wire.config.Checked;
import io.fieldway.wire.config.Key;
import io.fieldway.wire.config.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Which topics may cross the links of a node.
public record CrossingConfig(
    @Key(
            "What may cross the link to each neighbour; the first entry with its name, or with *,"
                + " holds. Where there is none, everything may.")
        List<LinkFilter> filters,
    @Key(
            "A node that can be reached, but for so long by no way that a topic may take, is not sent"
                + " what is published there, and what waits for that way is given up and counted.")
        Duration patience)
    implements Checked {
  /// Characters of all filters of a node, so that they fit into what it tells of itself.
  private static final int MOST_CHARACTERS = 8 << 10;

  private static final TopicLimits PROTOCOL =
      new TopicLimits(TopicLimits.PROTOCOL_BYTES, TopicLimits.PROTOCOL_BYTES + 1);

  public CrossingConfig(List<LinkFilter> filters, Duration patience) {
    this.filters = List.copyOf(filters);
    this.patience = patience;
  }

  /// Everything may cross.
  public static CrossingConfig defaults() {
    return of(List.of());
  }

  /// These filters, with the default patience.
  public static CrossingConfig of(List<LinkFilter> filters) {
    return new CrossingConfig(filters, Duration.ofMinutes(1));
  }

  @Override
  public List<Problem> problems() {
    List<Problem> found = new ArrayList<>();
    @Var int characters = 0;
    for (@Var int i = 0; i < filters.size(); i++) {
      LinkFilter each = filters.get(i);
      String key = "filters[" + i + "].";
      characters += topics(each.exports(), key + "exports", found);
      characters += topics(each.imports(), key + "imports", found);
      if (each.peer().isEmpty() || each.peer().length() > ControlForm.LONGEST_NAME) {
        found.add(new Problem(key + "peer", "expected the name of a node, or *"));
      }
    }
    if (characters > MOST_CHARACTERS || filters.size() > LinkFilter.MOST) {
      found.add(
          new Problem(
              "filters",
              "expected at most %d of %d characters in all, got %d of %d"
                  .formatted(LinkFilter.MOST, MOST_CHARACTERS, filters.size(), characters)));
    }
    return found;
  }

  private static int topics(List<String> topics, String key, List<Problem> found) {
    if (topics.size() > LinkFilter.MOST_TOPICS) {
      found.add(new Problem(key, "expected at most " + LinkFilter.MOST_TOPICS + " topic filters"));
    }
    for (String topic : topics) {
      try {
        if (TopicFilter.parse(topic, PROTOCOL).shareName().isPresent()) {
          found.add(new Problem(key, "expected topic filters, got the shared one " + topic));
        }
      } catch (InvalidTopicException e) {
        found.add(new Problem(key, "expected topic filters: " + e.getMessage()));
      }
    }
    return topics.stream().mapToInt(String::length).sum();
  }
}
