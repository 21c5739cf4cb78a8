package io.fieldway.controller.reroute;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// When the command is run that revives dead nodes.
final class RevivalTest {
  private final Revival revival =
      new Revival(
          new ReviveConfig(
              List.of("start"),
              Duration.ofSeconds(2),
              Duration.ofMinutes(1),
              Duration.ofSeconds(30)));

  @Test
  void someTimeAfterTheDeathAndAgainAsLongAsItIsDead() {
    assertThat(revival.due(List.of("b"), 10_000)).isEmpty();
    assertThat(revival.due(List.of("b"), 11_999)).isEmpty();
    assertThat(revival.due(List.of("b"), 12_000)).containsExactly("b");
    assertThat(revival.due(List.of("b", "c"), 71_999)).isEmpty();
    assertThat(revival.due(List.of("b", "c"), 74_000)).containsExactly("b", "c");
  }

  @Test
  void whoHasComeBackIsOverIt() {
    assertThat(revival.due(List.of("b"), 10_000)).isEmpty();
    assertThat(revival.due(List.of(), 11_000)).isEmpty();
    assertThat(revival.due(List.of("b"), 12_000)).as("it has died anew").isEmpty();
    assertThat(revival.due(List.of("b"), 14_000)).containsExactly("b");
  }

  @Test
  void atOnceWhereNoTimeIsToPass() {
    Revival soon =
        new Revival(
            new ReviveConfig(
                List.of("start"), Duration.ZERO, Duration.ofMinutes(1), Duration.ofSeconds(30)));

    assertThat(soon.due(List.of("b"), 0)).containsExactly("b");
    assertThat(soon.due(List.of("b"), 59_999)).isEmpty();
  }
}
