package io.fieldway.launcher.config;

import com.google.errorprone.annotations.Var;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// The known word that a misspelt one probably is.
final class Nearest {
  private Nearest() {}

  /// The known word with the fewest letters to change, if these are at most a third.
  static Optional<String> of(String word, Collection<String> known) {
    return known.stream()
        .filter(
            each -> distance(word, each) <= Math.max(1, Math.max(word.length(), each.length()) / 3))
        .min(
            Comparator.<String>comparingInt(each -> distance(word, each))
                .thenComparing(each -> each));
  }

  /// Letters to insert, delete, replace or swap with their neighbour (Damerau and Levenshtein's
  /// optimal string alignment).
  static int distance(String one, String other) {
    int[][] cost = new int[one.length() + 1][other.length() + 1];
    for (@Var int i = 0; i <= one.length(); i++) {
      for (@Var int j = 0; j <= other.length(); j++) {
        cost[i][j] = i == 0 ? j : j == 0 ? i : cheapest(cost, one, other, i, j);
      }
    }
    return cost[one.length()][other.length()];
  }

  private static int cheapest(int[][] cost, String one, String other, int i, int j) {
    int replace = cost[i - 1][j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
    int cheapest = Math.min(replace, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
    boolean swapped =
        i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1);
    return swapped ? Math.min(cheapest, cost[i - 2][j - 2] + 1) : cheapest;
  }
}
