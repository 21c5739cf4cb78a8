package io.fieldway.controller.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fieldway.controller.reroute.Decision;
import io.fieldway.controller.reroute.Decision.Armed;
import io.fieldway.controller.reroute.Decision.Claimed;
import io.fieldway.controller.reroute.Decision.Counted;
import io.fieldway.controller.reroute.Decision.Died;
import io.fieldway.controller.reroute.Decision.Disarmed;
import io.fieldway.controller.reroute.Decision.Drained;
import io.fieldway.controller.reroute.Decision.Known;
import io.fieldway.controller.reroute.Decision.Returned;
import io.fieldway.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DecisionJournalTest {
  @TempDir Path directory;

  static List<Decision> decisions() {
    return List.of(
        new Claimed(3),
        new Known("b1"),
        new Armed(1, "b1", "b2", "127.0.0.1:7883", "weak 0.42"),
        new Disarmed(2, "b3", "unprotected: b1 has no room"),
        new Died(3, "b1", "b2", "two witnesses"),
        new Drained(4, "b4", "b2", 7),
        new Returned(5, "b1"),
        new Counted(6));
  }

  @ParameterizedTest
  @MethodSource("decisions")
  void everyDecisionReadsWhatItWrote(Decision decision) {
    assertThat(Decision.read(Json.parse("decision", Json.write(decision.json()))))
        .isEqualTo(decision);
  }

  @Test
  void keepsWhatTheDecisionsAmountTo() throws IOException {
    try (DecisionJournal journal = DecisionJournal.open(directory)) {
      assertThat(journal.past()).isEmpty();
      journal.append(decisions());
      journal.append(List.of(new Claimed(4)));
    }
    List<Decision> kept =
        List.of(
            new Claimed(4),
            new Known("b1"),
            new Armed(1, "b1", "b2", "127.0.0.1:7883", "weak 0.42"),
            new Disarmed(2, "b3", "unprotected: b1 has no room"),
            new Drained(4, "b4", "b2", 7),
            new Counted(6));
    try (DecisionJournal journal = DecisionJournal.open(directory)) {
      assertThat(journal.past()).isEqualTo(kept);
    }
    assertThat(Files.readAllLines(file())).hasSize(kept.size());
  }

  @Test
  void cutsATornLastLineOff() throws IOException {
    try (DecisionJournal journal = DecisionJournal.open(directory)) {
      journal.append(List.of(new Known("b1")));
    }
    Files.writeString(file(), "{\"is\":\"kno", StandardOpenOption.APPEND);
    try (DecisionJournal journal = DecisionJournal.open(directory)) {
      assertThat(journal.past()).containsExactly(new Known("b1"));
    }
  }

  @Test
  void refusesALineThatIsNoDecisionAndSaysWhich() throws IOException {
    Files.writeString(file(), "{\"is\":\"known\",\"node\":\"b1\"}\n{\"is\":\"rumoured\"}\n");
    assertThatThrownBy(() -> DecisionJournal.open(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("decisions.jsonl line 2: decision.is: expected one of claimed");
  }

  @Test
  void refusesADirectoryThatAnotherControllerHas() throws IOException {
    try (DecisionJournal journal = DecisionJournal.open(directory)) {
      assertThat(journal.past()).isEmpty();
      assertThatThrownBy(() -> DecisionJournal.open(directory))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another controller is running in");
    }
  }

  private Path file() {
    return directory.resolve("decisions.jsonl");
  }
}
