package io.fieldway.routing.reroute;

import static io.fieldway.routing.reroute.Likeness.Kind.ANY;
import static io.fieldway.routing.reroute.Likeness.Kind.COVER;
import static io.fieldway.routing.reroute.Likeness.Kind.STRONG;
import static io.fieldway.routing.reroute.Likeness.Kind.WEAK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class LikenessTest {
  // Table 11 of the paper, as Likeness reads it.
  private static final Behaviour B1 = Behaviour.of(List.of("t2"), List.of("t1"));
  private static final Behaviour B2 = Behaviour.of(List.of("t2"), List.of("t1"));
  private static final Behaviour B3 = Behaviour.of(List.of("t1", "t2"), List.of("t1"));

  @Provide
  static Arbitrary<Behaviour> behaviours() {
    Arbitrary<Filters> filters =
        Arbitraries.of("a", "b", "a/b", "a/+", "a/#", "+", "#", "+/b")
            .set()
            .ofMaxSize(3)
            .map(Filters::of);
    return Combinators.combine(filters, filters).as(Behaviour::new);
  }

  @Test
  void findsThatB1AndB2OfTable11CanReplaceEachOther() {
    assertThat(Likeness.of(B1, B2)).isEqualTo(new Likeness(STRONG, 1));
    assertThat(Likeness.of(B2, B1)).isEqualTo(new Likeness(STRONG, 1));
  }

  @Test
  void findsThatB3OfTable11CoversB1ButNotTheOtherWayRound() {
    assertThat(Likeness.of(B1, B3).kind()).isEqualTo(COVER);
    assertThat(Likeness.of(B3, B1).kind()).isEqualTo(WEAK);
    assertThat(Likeness.of(B3, B1).overlap()).isCloseTo(2 / 3.0, within(1e-9));
  }

  @Test
  void callsThoseWithNothingInCommonAnyAndAWildcardThatMeetsHalf() {
    Behaviour field = Behaviour.of(List.of("field/1"), List.of());
    assertThat(Likeness.of(field, Behaviour.of(List.of("house/1"), List.of())))
        .isEqualTo(new Likeness(ANY, 0));
    assertThat(Likeness.of(Behaviour.of(List.of("field/+"), List.of()), field))
        .isEqualTo(new Likeness(WEAK, 0.75));
    // Who publishes a topic and who subscribes to it have nothing in common by Definition 14.
    assertThat(Likeness.of(field, Behaviour.of(List.of(), List.of("field/1"))).kind())
        .isEqualTo(ANY);
  }

  @Test
  void findsAnIdleBrokerCoveredByAnyOther() {
    assertThat(Likeness.of(Behaviour.NONE, B1)).isEqualTo(new Likeness(COVER, 0));
    assertThat(Likeness.of(Behaviour.NONE, Behaviour.NONE).kind()).isEqualTo(STRONG);
  }

  @Property(tries = 200)
  void strongEquivalenceIsReflexiveAndSymmetricAndMeansBothCovers(
      @ForAll("behaviours") Behaviour a, @ForAll("behaviours") Behaviour b) {
    assertThat(Likeness.of(a, a).kind()).isEqualTo(STRONG);
    boolean isStrong = Likeness.of(a, b).kind() == STRONG;
    assertThat(Likeness.of(b, a).kind() == STRONG).isEqualTo(isStrong);
    assertThat(isCovered(a, b) && isCovered(b, a)).isEqualTo(isStrong);
  }

  @Property(tries = 300)
  void coverIsTransitive(
      @ForAll("behaviours") Behaviour a,
      @ForAll("behaviours") Behaviour b,
      @ForAll("behaviours") Behaviour c) {
    if (isCovered(a, b) && isCovered(b, c)) {
      assertThat(isCovered(a, c)).isTrue();
    }
    Behaviour grown =
        new Behaviour(joined(b.publishes(), a.publishes()), joined(b.subscribes(), a.subscribes()));
    assertThat(isCovered(a, grown) && isCovered(b, grown)).isTrue();
  }

  @Property(tries = 200)
  void weakEquivalenceIsSymmetricAndMeansThatATopicIsShared(
      @ForAll("behaviours") Behaviour a, @ForAll("behaviours") Behaviour b) {
    boolean meets = a.publishes().meets(b.publishes()) || a.subscribes().meets(b.subscribes());
    Likeness one = Likeness.of(a, b);
    Likeness other = Likeness.of(b, a);
    assertThat(one.overlap()).isBetween(0.0, 1.0).isEqualTo(other.overlap());
    if (one.kind() != STRONG) {
      assertThat(one.overlap() > 0).isEqualTo(meets);
      assertThat(one.kind() == ANY).isEqualTo(!meets && !isCovered(a, b));
    }
  }

  private static Filters joined(Filters one, Filters other) {
    return Filters.of(Filters.union(one, other));
  }

  private static boolean isCovered(Behaviour node, Behaviour substitute) {
    return Likeness.of(node, substitute).kind().compareTo(COVER) <= 0;
  }
}
