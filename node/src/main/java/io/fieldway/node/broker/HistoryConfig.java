package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;
import io.fieldway.routing.topic.InvalidTopicException;
import io.fieldway.routing.topic.TopicFilter;
import io.fieldway.routing.topic.TopicLimits;
import io.fieldway.wire.config.Checked;
import io.fieldway.wire.config.Key;
import io.fieldway.wire.config.Problem;
import java.util.ArrayList;
import java.util.List;

/// What a node keeps for those who subscribe later, beyond MQTT's retained messages.
public record HistoryConfig(
    @Key(
            "What is kept of which topics; the first rule that a topic matches holds. Of others"
                + " nothing is kept but what is retained.")
        List<Rule> rules,
    @Key(
            value = "Messages kept by these rules; beyond it the oldest go, and are counted.",
            least = 1)
        int maximumMessages,
    @Key(
            value = "Bytes of them; beyond it the oldest go, and are counted.",
            size = true,
            least = 1_024)
        long maximumBytes)
    implements Checked {
  /// What MQTT itself allows: one level more than there can be separators.
  private static final TopicLimits PROTOCOL =
      new TopicLimits(TopicLimits.PROTOCOL_BYTES, TopicLimits.PROTOCOL_BYTES + 1);

  /// One rule.
  public record Rule(
      @Key(value = "The topics, as MQTT writes filters.", required = true) String filter,
      @Key(
              "What is kept of each topic: none (not even retained messages), last, a number of"
                  + " messages, or those of a duration such as 10m.")
          Keep keep) {
    /// What stands where a file is silent.
    public static Rule defaults() {
      return new Rule("#", new Keep.Messages(1));
    }
  }

  public HistoryConfig(List<Rule> rules, int maximumMessages, long maximumBytes) {
    this.rules = List.copyOf(rules);
    this.maximumMessages = maximumMessages;
    this.maximumBytes = maximumBytes;
  }

  /// Nothing is kept but what is retained.
  public static HistoryConfig defaults() {
    return of(List.of());
  }

  /// These rules within the default bounds.
  public static HistoryConfig of(List<Rule> rules) {
    return new HistoryConfig(rules, 100_000, 16L << 20);
  }

  @Override
  public List<Problem> problems() {
    List<Problem> found = new ArrayList<>();
    for (@Var int i = 0; i < rules.size(); i++) {
      String filter = rules.get(i).filter();
      String key = "rules[" + i + "].filter";
      try {
        boolean isShared = TopicFilter.parse(filter, PROTOCOL).shareName().isPresent();
        if (isShared || SystemTopics.isReserved(filter)) {
          found.add(new Problem(key, "expected a filter of what clients publish, got " + filter));
        }
      } catch (InvalidTopicException e) {
        found.add(new Problem(key, "expected a topic filter: " + e.getMessage()));
      }
    }
    return found;
  }
}
