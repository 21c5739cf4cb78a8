package io.fieldway.node.network;

import java.util.regex.Pattern;

/// What the cost of a link is made of.
public sealed interface CostRule {
  /// The largest cost of a link. A path of as many links as there can be nodes stays far below what
  /// a long holds.
  int LARGEST = 1_000_000;

  Pattern NUMBER = Pattern.compile("[1-9]\\d{0,6}");

  /// Every link costs 1: the shortest path has the fewest hops.
  record Hops() implements CostRule {
    @Override
    public String toString() {
      return "hops";
    }
  }

  /// The measured round trip: the shortest path is the quickest.
  record RoundTrip() implements CostRule {
    @Override
    public String toString() {
      return "round-trip";
    }
  }

  /// A number that somebody chose.
  record Fixed(int cost) implements CostRule {
    /// @throws IllegalArgumentException unless it is from 1 to [#LARGEST]
    public Fixed {
      if (cost < 1 || cost > LARGEST) {
        throw new IllegalArgumentException("a cost is from 1 to " + LARGEST + ", not " + cost);
      }
    }

    @Override
    public String toString() {
      return Integer.toString(cost);
    }
  }

  /// Reads `hops`, `round-trip` or a number.
  ///
  /// @throws IllegalArgumentException where the text is none of them
  static CostRule parse(String text) {
    return switch (text) {
      case "hops" -> new Hops();
      case "round-trip" -> new RoundTrip();
      default -> {
        if (!NUMBER.matcher(text).matches()) {
          throw new IllegalArgumentException(
              "expected hops, round-trip or a number from 1 to " + LARGEST);
        }
        yield new Fixed(Integer.parseInt(text));
      }
    };
  }
}
