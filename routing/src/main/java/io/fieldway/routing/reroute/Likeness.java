package io.fieldway.routing.reroute;

/// How well one broker can stand in for another, by what both do.
///
/// **Goals.** The paper asks for a substitute whose clients do the same as the dead broker's, for
/// there the topics are known, and the sessions that belong together stay together.
///
/// **Constraints.** Sets of filters are compared by the topics they match ([Filters]), as the
/// paper's have no wildcards and ours do. Strong equivalence is reflexive, symmetric and
/// transitive, cover is reflexive and transitive, weak equivalence is symmetric.
///
/// **Algorithm.** With P and S the topics published and subscribed,
/// * [Kind#STRONG], A ∼ B (Definition 13): P(A) = P(B) and S(A) = S(B);
/// * [Kind#COVER], A ⊑ B: P(A) ⊆ P(B) and S(A) ⊆ S(B);
/// * [Kind#WEAK], A ≈ B (Definition 14): P(A) ∩ P(B) ≠ ∅ or S(A) ∩ S(B) ≠ ∅;
/// * [Kind#ANY]: nothing in common. In a mesh it still serves, as every topic reaches every node.
///
/// The overlap says how much of the weak there is: the share of both brokers' filters that both
/// have (Jaccard), where a filter of which only some topics are shared counts half.
///
/// The seed's Table 11 has a line for each broker and topic, with 1 for an action that happens. Its
/// numbers are not in the text; with
///
/// | broker | topic | subscribes | publishes | alive |
/// |---|---|---|---|---|
/// | B1 | t1 | 1 | 0 | 1 |
/// | B1 | t2 | 0 | 1 | 1 |
/// | B2 | t1 | 1 | 0 | 1 |
/// | B2 | t2 | 0 | 1 | 1 |
/// | B3 | t1 | 1 | 1 | 1 |
/// | B3 | t2 | 0 | 1 | 1 |
///
/// P(B1) = {t2} = P(B2) and S(B1) = {t1} = S(B2), so B1 ∼ B2: they can replace each other, which is
/// what the paper concludes. P(B3) = {t1, t2} and S(B3) = {t1}, so B1 ⊑ B3: B3 can stand in for B1,
/// but B1 for B3 only weakly, with an overlap of 2/3.
///
/// @param overlap from 0 (nothing in common) to 1 (the same)
public record Likeness(Kind kind, double overlap) {
  /// The relations, the best first.
  public enum Kind {
    /// Both do the same.
    STRONG("strong"),
    /// The substitute does all that the other does, and more.
    COVER("cover"),
    /// They have something in common.
    WEAK("weak"),
    /// They have nothing in common.
    ANY("any");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /// The relation as people read it.
    public String word() {
      return word;
    }
  }

  /// How well `substitute` can stand in for `node`.
  public static Likeness of(Behaviour node, Behaviour substitute) {
    if (node.equals(substitute)) {
      return new Likeness(Kind.STRONG, 1);
    }
    boolean isCovered = covers(substitute, node);
    if (isCovered && covers(node, substitute)) {
      return new Likeness(Kind.STRONG, 1);
    }
    double overlap = overlap(node, substitute);
    return new Likeness(isCovered ? Kind.COVER : overlap > 0 ? Kind.WEAK : Kind.ANY, overlap);
  }

  private static boolean covers(Behaviour one, Behaviour other) {
    return other.publishes().isWithin(one.publishes())
        && other.subscribes().isWithin(one.subscribes());
  }

  private static double overlap(Behaviour one, Behaviour other) {
    int shared =
        Filters.halvesShared(one.publishes(), other.publishes())
            + Filters.halvesShared(one.subscribes(), other.subscribes());
    int all =
        Filters.union(one.publishes(), other.publishes()).size()
            + Filters.union(one.subscribes(), other.subscribes()).size();
    return shared / (2.0 * all);
  }
}
