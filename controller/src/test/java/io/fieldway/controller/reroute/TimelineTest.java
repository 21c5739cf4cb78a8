package io.fieldway.controller.reroute;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.controller.reroute.Decision.Died;
import io.fieldway.controller.reroute.Decision.Drained;
import io.fieldway.controller.reroute.Handover.Kind;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private final Timeline timeline = new Timeline(2);

  @Test
  void followsADeathToTheReturn() {
    timeline.died(new Died(7, "a", "b", "two witnesses"), 1_000, 3);
    timeline.carried("a", "b", 1_200, 0);
    timeline.carried("a", "b", 1_203, 12);
    timeline.heard("a", 3, true, 5_000);
    assertThat(timeline.newestFirst())
        .containsExactly(
            handover(
                "a",
                Kind.DIED,
                "two witnesses",
                1_000,
                OptionalLong.of(1_200),
                12,
                OptionalLong.empty()));
    timeline.heard("a", 4, true, 9_000);
    assertThat(timeline.newestFirst())
        .containsExactly(
            handover(
                "a",
                Kind.DIED,
                "two witnesses",
                1_000,
                OptionalLong.of(1_200),
                12,
                OptionalLong.of(9_000)));
  }

  @Test
  void followsADrainThatWasNotTheLast() {
    timeline.drained(new Drained(7, "a", "b", 3), 1_000);
    timeline.died(new Died(8, "a", "c", "two witnesses"), 1_100, 3);
    timeline.carried("a", "c", 1_200, 1);
    assertThat(timeline.newestFirst())
        .containsExactly(
            new Handover(
                "a",
                Kind.DRAINED,
                "c",
                "asked for",
                1_000,
                OptionalLong.of(1_200),
                1,
                OptionalLong.empty()));
  }

  @Test
  void endsWhereNobodyHadToCarryTheNodeOn() {
    timeline.died(new Died(7, "a", "b", "two witnesses"), 1_000, 3);
    timeline.heard("a", 3, false, 4_000);
    timeline.heard("a", 3, false, 4_500);
    assertThat(timeline.newestFirst())
        .containsExactly(
            handover(
                "a",
                Kind.DIED,
                "two witnesses",
                1_000,
                OptionalLong.empty(),
                0,
                OptionalLong.of(4_000)));
  }

  @Test
  void tellsOfOneThatWasCarriedOnBefore() {
    timeline.carried("a", "b", 700, 5);
    assertThat(timeline.newestFirst())
        .containsExactly(
            handover("a", Kind.FOUND, "", 700, OptionalLong.of(700), 5, OptionalLong.empty()));
  }

  @Test
  void forgetsTheOldestThatIsOver() {
    timeline.carried("a", "b", 100, 1);
    timeline.carried("c", "b", 200, 1);
    timeline.carried("d", "b", 300, 1);
    assertThat(names()).as("none is over").containsExactly("c", "a");
    timeline.heard("c", 9, false, 400);
    timeline.carried("d", "b", 300, 1);
    assertThat(names()).containsExactly("d", "a");
    assertThat(timeline.forgotten()).isEqualTo(2);
  }

  private List<String> names() {
    return timeline.newestFirst().stream().map(Handover::node).toList();
  }

  private static Handover handover(
      String node,
      Kind kind,
      String why,
      long at,
      OptionalLong carriedAt,
      long sessions,
      OptionalLong returnedAt) {
    return new Handover(node, kind, "b", why, at, carriedAt, sessions, returnedAt);
  }
}
