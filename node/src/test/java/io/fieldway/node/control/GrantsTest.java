package io.fieldway.node.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.kept.Ledger;
import io.fieldway.node.kept.Survivors;
import io.fieldway.wire.control.Beat;
import io.fieldway.wire.control.Claim;
import io.fieldway.wire.control.Disarm;
import io.fieldway.wire.control.Grant;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// Which controller a node obeys.
final class GrantsTest {
  private static final Duration LEASE = Duration.ofSeconds(3);

  private final Paper paper = new Paper();
  private final Grants grants = open(Map.of(), 0);

  private Grants open(Map<Long, io.fieldway.node.kept.Kept.OfMesh> survived, long now) {
    return new Grants(survived, new Ledger(paper), () -> paper.durable, LEASE, now);
  }

  private List<String> shown(long now) {
    return grants.shown(now).map(grant -> grant.controller() + ' ' + grant.term()).stream()
        .toList();
  }

  @Test
  void tellsAGrantOnlyOnceItIsDurable() {
    grants.claimed(new Claim("c1", 1), 0);

    assertThat(shown(0)).isEmpty();
    paper.force();
    assertThat(shown(0)).containsExactly("c1 1");
  }

  @Test
  void grantsNobodyElseWhileTheControllerIsHeard() {
    grants.claimed(new Claim("c1", 1), 0);
    paper.force();
    grants.beat(new Beat("c1", 1, true), 2_000);
    grants.claimed(new Claim("c2", 2), 4_999);
    assertThat(shown(4_999)).containsExactly("c1 1");

    grants.claimed(new Claim("c2", 2), 5_000);
    paper.force();
    assertThat(shown(5_000)).containsExactly("c2 2");
  }

  @Test
  void grantsAControllerItsNextTermAtOnce() {
    grants.claimed(new Claim("c1", 1), 0);
    grants.claimed(new Claim("c1", 4), 1);
    paper.force();

    assertThat(shown(1)).containsExactly("c1 4");
  }

  @Test
  void grantsNoTermTwiceAndNoLowerOne() {
    grants.claimed(new Claim("c1", 4), 0);
    paper.force();
    grants.claimed(new Claim("c2", 4), 10_000);
    grants.claimed(new Claim("c3", 3), 10_000);

    assertThat(shown(10_000)).containsExactly("c1 4");
  }

  @Test
  void doesNotCountABeatOfAnotherOrOfAnOlderTerm() {
    grants.claimed(new Claim("c1", 4), 0);
    grants.beat(new Beat("c1", 3, true), 2_000);
    grants.beat(new Beat("c2", 4, true), 2_000);
    paper.force();

    assertThat(grants.leaseUntil()).isEqualTo(Long.MIN_VALUE);
    assertThat(grants.shown(2_000)).contains(new Grant("c1", 4, Duration.ofSeconds(2)));
  }

  @Test
  void mayServeForTheLeaseAfterTheStatusThatTheActingControllerHasHeard() {
    grants.claimed(new Claim("c1", 4), 0);
    grants.beat(new Beat("c1", 4, false, 900), 1_000);
    grants.beat(new Beat("c1", 4, true), 1_000);
    grants.beat(new Beat("c1", 4, true, 1_001), 1_000);
    assertThat(grants.leaseUntil()).isEqualTo(Long.MIN_VALUE);

    grants.beat(new Beat("c1", 4, true, 1_900), 2_500);
    grants.beat(new Beat("c1", 4, true, 1_800), 2_600);
    assertThat(grants.leaseUntil()).as("from the status it answers").isEqualTo(4_900);
  }

  @Test
  void refusesOrdersOfAnyoneElse() {
    assertThat(grants.fault("c1", new Disarm(1, "n", 1, 0)))
        .contains("no term was granted here, got an order of term 1");
    grants.claimed(new Claim("c1", 4), 0);

    assertThat(grants.fault("c1", new Disarm(4, "n", 1, 0))).isEmpty();
    assertThat(grants.fault("c1", new Disarm(3, "n", 1, 0)))
        .contains(
            "expected an order of c1 in term 4, which was granted here, got one of c1 in term 3");
    assertThat(grants.fault("c2", new Disarm(4, "n", 1, 0))).isPresent();
  }

  @Test
  void remembersItsGrantAndCountsTheControllerAsHeardAfterARestart() {
    grants.claimed(new Claim("c1", 4), 0);
    Survivors survivors = Survivors.read(paper.values, new Ledger(paper));
    Grants again = open(survivors.ofMesh(), 10_000);
    paper.force();
    again.claimed(new Claim("c2", 5), 12_999);
    assertThat(again.shown(12_999).map(Grant::controller)).contains("c1");

    again.claimed(new Claim("c2", 5), 13_000);
    paper.force();
    assertThat(again.shown(13_000).map(Grant::controller)).contains("c2");
    assertThat(paper.values).hasSize(1);
  }

  /// Three nodes and three controllers that claim at random: no term is ever granted by two of the
  /// three nodes to two controllers.
  @Property(tries = 200)
  void noTermHasAMajorityForTwoControllers(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Paper> papers = List.of(new Paper(), new Paper(), new Paper());
    List<Grants> nodes =
        papers.stream()
            .map(each -> new Grants(Map.of(), new Ledger(each), () -> Long.MAX_VALUE, LEASE, 0))
            .toList();
    Map<Long, Set<String>> majorities = new HashMap<>();
    @Var long now = 0;
    for (@Var int i = 0; i < 400; i++) {
      now += random.nextInt(900);
      String controller = "c" + random.nextInt(3);
      Grants node = nodes.get(random.nextInt(3));
      if (random.nextInt(3) > 0) {
        node.claimed(new Claim(controller, 1 + random.nextInt(1 + i / 4)), now);
      } else {
        node.beat(new Beat(controller, 1 + random.nextInt(1 + i / 4), true), now);
      }
      long at = now;
      for (Grants each : nodes) {
        each.shown(at)
            .filter(grant ->
                nodes.stream()
                        .filter(other ->
                            other
                                .shown(at)
                                .filter(its ->
                                    its.term() == grant.term()
                                        && its.controller().equals(grant.controller()))
                                .isPresent())
                        .count()
                    >= 2)
            .ifPresent(grant ->
                majorities
                    .computeIfAbsent(grant.term(), key -> new HashSet<>())
                    .add(grant.controller()));
      }
    }
    assertThat(majorities.values()).allSatisfy(each -> assertThat(each).hasSize(1));
  }
}
