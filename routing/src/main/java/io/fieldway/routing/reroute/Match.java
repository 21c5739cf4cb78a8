package io.fieldway.routing.reroute;

import java.util.Comparator;

/// A substitute for a node, and how good it is.
///
/// @param pathCost of the way from the node to it
/// @param sessions what it has to do already, its own and those it would take in this plan
public record Match(String substitute, Likeness likeness, long pathCost, long sessions) {
  /// The best first: by kind, weak ones by overlap, then the shorter way, the smaller load, the
  /// name.
  static final Comparator<Match> BEST_FIRST =
      Comparator.comparing((Match match) -> match.likeness().kind())
          .thenComparingDouble(match -> -weight(match.likeness()))
          .thenComparingLong(Match::pathCost)
          .thenComparingLong(Match::sessions)
          .thenComparing(Match::substitute);

  private static double weight(Likeness likeness) {
    return likeness.kind() == Likeness.Kind.WEAK ? likeness.overlap() : 0;
  }
}
