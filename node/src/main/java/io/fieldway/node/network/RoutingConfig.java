package io.fieldway.node.network;

import io.fieldway.routing.topic.TopicLimits;
import io.fieldway.wire.config.Checked;
import io.fieldway.wire.config.Key;
import io.fieldway.wire.config.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How a node comes to know the mesh, and the bounds of what it knows.
public record RoutingConfig(
    @Key(
            "What a link costs: hops (each 1), round-trip (measured, in steps that double), or a"
                + " number. The dearer end decides.")
        CostRule cost,
    @Key(
            "What this node says of itself follows no sooner than this after what it said last; a"
                + " first change is told at once, changes that come quickly are told together.")
        Duration pace,
    @Key(
            "A node that could not be reached for this long is forgotten, and what waits for it"
                + " with it.")
        Duration forgetAfter,
    @Key(
            value = "Nodes of the mesh, this one too; more are refused and counted.",
            least = 1,
            most = 100_000)
        int maximumNodes,
    @Key(
            value =
                "Links of one node: of this one further ones are not told, so that no route uses"
                    + " them; a node that tells of more is refused and counted.",
            least = 1,
            most = 10_000)
        int maximumLinks,
    @Key(
            value =
                "Topic filters that one node tells of: of this one further ones are not told, and"
                    + " counted; the interest of a node that tells more is refused and counted.",
            least = 1)
        int maximumFilters,
    @Key(
            value =
                "Characters of all the filters that one node tells of, with the same behaviour as"
                    + " maximum-filters.",
            least = 65_535,
            most = 1 << 30)
        int maximumInterestCharacters,
    @Key(value = "UTF-8 bytes of a filter told in the mesh.", least = 1, most = 65_535)
        int maximumFilterBytes,
    @Key(value = "Levels of a filter told in the mesh.", least = 1, most = 65_535)
        int maximumFilterLevels,
    @Key(
            value =
                "Size of one control message; what is larger is told in several, a larger one that"
                    + " comes is refused and counted.",
            size = true,
            least = SMALLEST_CONTROL,
            most = 1 << 28)
        int maximumControlBytes)
    implements Checked {
  /// Room for a filter as long as MQTT has it, and for what proves it.
  static final int SMALLEST_CONTROL = 80 << 10;

  private static final RoutingConfig DEFAULTS =
      new RoutingConfig(
          new CostRule.Hops(),
          Duration.ofMillis(100),
          Duration.ofDays(7),
          1_000,
          256,
          100_000,
          8 << 20,
          TopicLimits.PROTOCOL_BYTES,
          128,
          256 << 10);

  /// What holds where nothing else is said.
  public static RoutingConfig defaults() {
    return DEFAULTS;
  }

  @Override
  public List<Problem> problems() {
    List<Problem> found = new ArrayList<>();
    if (pace.isNegative()) {
      found.add(new Problem("pace", "expected a time that is not negative, got " + pace));
    }
    if (!forgetAfter.isPositive()) {
      found.add(new Problem("forget-after", "expected a time, got " + forgetAfter));
    }
    if (maximumInterestCharacters < maximumFilterBytes) {
      found.add(
          new Problem(
              "maximum-interest-characters",
              "expected at least maximum-filter-bytes, %d, got %d"
                  .formatted(maximumFilterBytes, maximumInterestCharacters)));
    }
    return found;
  }

  TopicLimits topicLimits() {
    return new TopicLimits(maximumFilterBytes, maximumFilterLevels);
  }
}
