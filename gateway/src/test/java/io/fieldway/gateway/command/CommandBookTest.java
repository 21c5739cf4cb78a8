package io.fieldway.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.gateway.command.CommandBook.Effect;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.Command;
import io.fieldway.wire.channel.CommandReport;
import io.fieldway.wire.channel.CommandState;
import io.fieldway.wire.channel.RefusalCode;
import io.fieldway.wire.device.DeviceLine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommandBookTest {
  private static final Instant NOW = Instant.parse("2026-11-21T08:30:00Z");
  private static final Instant DEADLINE = NOW.plusSeconds(60);
  private static final CommandConfig CONFIG =
      new CommandConfig(3, Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofHours(1));
  private static final Command OPEN =
      new Command("c-1", "valve-1", "open", Json.object(), DEADLINE);

  private final CommandBook book = new CommandBook(CONFIG, List.of());

  @Test
  void isWrittenBeforeThePlatformIsAnswered() {
    assertThat(book.arrive(OPEN, true, NOW))
        .containsExactly(new Effect.Write(JournalEntry.of(OPEN)));
    assertThat(book.arrive(OPEN, true, NOW)).as("again, while it is being written").isEmpty();
    assertThat(book.written("c-1", true, NOW)).containsExactly(new Effect.Accept("c-1"));
    assertThat(book.arrive(OPEN, true, NOW)).containsExactly(new Effect.Accept("c-1"));
  }

  @Test
  void isRefusedWhereTheJournalCannotBeWritten() {
    book.arrive(OPEN, true, NOW);
    assertRefused(book.written("c-1", false, NOW), RefusalCode.INTERNAL);
    assertThat(book.arrive(OPEN, true, NOW)).singleElement().isInstanceOf(Effect.Write.class);
  }

  @Test
  void isRefusedForADeviceOfAnotherGatewayAndAfterItsDeadline() {
    assertRefused(book.arrive(OPEN, false, NOW), RefusalCode.UNKNOWN_DEVICE);
    assertRefused(book.arrive(OPEN, true, DEADLINE), RefusalCode.EXPIRED);
  }

  @Test
  void isGivenAtOnceToADeviceThatIsThere() {
    book.online("valve-1", NOW);
    book.arrive(OPEN, true, NOW);
    List<Effect> effects = book.written("c-1", true, NOW);
    assertThat(effects)
        .startsWith(new Effect.Accept("c-1"), new Effect.Give(OPEN))
        .anySatisfy(each -> assertReport(each, CommandState.AT_DEVICE));
  }

  @Test
  void waitsForItsDeviceAndIsGivenOnceItIsThere() {
    accept(OPEN);
    assertThat(book.tick(DEADLINE.minusMillis(1))).isEmpty();
    assertThat(book.online("valve-2", NOW)).isEmpty();
    assertThat(book.online("valve-1", NOW)).startsWith(new Effect.Give(OPEN));
  }

  @Test
  void expiresWhereItsDeviceDoesNotCome() {
    accept(OPEN);
    List<Effect> effects = book.tick(DEADLINE);
    assertThat(effects)
        .anySatisfy(each -> assertThat(each).isInstanceOf(Effect.Write.class))
        .anySatisfy(each -> assertReport(each, CommandState.EXPIRED));
    assertThat(book.online("valve-1", DEADLINE)).isEmpty();
  }

  @Test
  void isGivenAgainAfterEachConnectionUntilThereIsAResult() {
    accept(OPEN);
    book.online("valve-1", NOW);
    book.offline("valve-1");
    assertThat(book.online("valve-1", NOW)).containsExactly(new Effect.Give(OPEN));
    assertThat(book.online("valve-1", DEADLINE.plusSeconds(1)))
        .as("it may have begun in time")
        .containsExactly(new Effect.Give(OPEN));
    book.result("valve-1", result(true), NOW);
    assertThat(book.online("valve-1", NOW)).isEmpty();
  }

  @Test
  void endsAsTheDeviceSays() {
    accept(OPEN);
    book.online("valve-1", NOW);
    report(CommandState.AT_DEVICE);
    List<Effect> effects = book.result("valve-1", result(false), NOW).orElseThrow();
    assertThat(effects)
        .anySatisfy(each -> assertReport(each, CommandState.FAILED))
        .anySatisfy(each ->
            assertThat(each)
                .isInstanceOfSatisfying(
                    Effect.Ended.class,
                    ended -> assertThat(ended.report().reason()).contains("stuck")));
    assertThat(book.result("valve-1", result(true), NOW))
        .as("a second result changes nothing")
        .hasValue(List.of());
  }

  @Test
  void failsWhereTheDeviceStaysSilentLongAfterTheDeadline() {
    accept(OPEN);
    book.online("valve-1", NOW);
    report(CommandState.AT_DEVICE);
    assertThat(book.tick(DEADLINE.plusSeconds(10).minusMillis(1))).isEmpty();
    assertThat(book.tick(DEADLINE.plusSeconds(10)))
        .anySatisfy(each -> assertReport(each, CommandState.FAILED));
  }

  @Test
  void failsWhereTheModelHasNoSuchAction() {
    accept(OPEN);
    book.online("valve-1", NOW);
    assertThat(book.impossible("c-1", "no action open", NOW))
        .anySatisfy(each -> assertThat(each).isInstanceOf(Effect.Ended.class));
    assertThat(book.open()).isZero();
  }

  @Test
  void knowsNoResultOfWhatWasNeverGiven() {
    assertThat(book.result("valve-1", result(true), NOW)).isEmpty();
    accept(OPEN);
    assertThat(book.result("valve-1", result(true), NOW)).as("not given yet").isEmpty();
    book.online("valve-1", NOW);
    assertThat(book.result("valve-2", result(true), NOW)).as("another device").isEmpty();
    assertThat(book.result("valve-1", result(true), NOW)).isPresent();
  }

  @Test
  void repeatsItsReportsInOrderUntilThePlatformHasThem() {
    accept(OPEN);
    book.online("valve-1", NOW);
    book.result("valve-1", result(true), NOW);
    assertThat(book.tick(NOW.plusSeconds(4))).as("still on its way").isEmpty();
    List<Effect> again = book.tick(NOW.plusSeconds(5));
    assertThat(again).singleElement().satisfies(each -> assertReport(each, CommandState.AT_DEVICE));
    List<Effect> next = report(CommandState.AT_DEVICE);
    assertThat(next).anySatisfy(each -> assertReport(each, CommandState.EXECUTED));
    assertThat(book.linked(NOW))
        .as("a new session")
        .singleElement()
        .satisfies(each -> assertReport(each, CommandState.EXECUTED));
    report(CommandState.EXECUTED);
    assertThat(book.unreported()).isZero();
    assertThat(book.linked(NOW)).isEmpty();
  }

  @Test
  void goesOnFromTheJournalAfterARestart() {
    JournalEntry given = JournalEntry.of(OPEN).given(NOW);
    Command other = new Command("c-2", "valve-1", "close", Json.object(), DEADLINE);
    JournalEntry ended =
        JournalEntry.of(other)
            .given(NOW)
            .ended(
                new CommandReport(
                    "c-2", CommandState.EXECUTED, NOW, Optional.empty(), Json.object()))
            .reported(CommandState.AT_DEVICE);
    CommandBook restarted =
        new CommandBook(
            CONFIG, List.of(JournalEntry.read(given.write()), JournalEntry.read(ended.write())));
    assertThat(restarted.linked(NOW))
        .hasSize(2)
        .anySatisfy(each -> assertReport(each, CommandState.AT_DEVICE))
        .anySatisfy(each -> assertReport(each, CommandState.EXECUTED));
    assertThat(restarted.online("valve-1", NOW)).containsExactly(new Effect.Give(OPEN));
    assertThat(restarted.arrive(other, true, NOW)).containsExactly(new Effect.Accept("c-2"));
  }

  @Test
  void isForgottenWhenItIsOverReportedAndOld() {
    accept(OPEN);
    book.online("valve-1", NOW);
    book.result("valve-1", result(true), NOW);
    Instant old = NOW.plus(CONFIG.retention());
    assertThat(book.tick(old)).noneMatch(Effect.Erase.class::isInstance);
    report(CommandState.AT_DEVICE);
    report(CommandState.EXECUTED);
    assertThat(book.tick(old.minusMillis(1))).isEmpty();
    assertThat(book.tick(old)).containsExactly(new Effect.Erase(List.of("c-1")));
  }

  @Test
  void makesRoomForANewOneAtTheBoundAndIsBusyWhereNoneIsOver() {
    for (int i = 1; i <= 3; i++) {
      accept(new Command("c-" + i, "valve-1", "open", Json.object(), DEADLINE));
    }
    Command fourth = new Command("c-4", "valve-1", "open", Json.object(), DEADLINE);
    assertRefused(book.arrive(fourth, true, NOW), RefusalCode.BUSY);
    book.online("valve-1", NOW);
    book.result("valve-1", result(true), NOW);
    report(CommandState.AT_DEVICE);
    report(CommandState.EXECUTED);
    assertThat(book.arrive(fourth, true, NOW))
        .containsExactly(
            new Effect.Erase(List.of("c-1")), new Effect.Write(JournalEntry.of(fourth)));
  }

  private void accept(Command command) {
    book.arrive(command, true, NOW);
    book.written(command.id(), true, NOW);
  }

  private List<Effect> report(CommandState state) {
    return new ArrayList<>(
        book.stored(new CommandReport("c-1", state, NOW, Optional.empty(), Json.object()), NOW));
  }

  private static DeviceLine.Result result(boolean executed) {
    return new DeviceLine.Result(
        "c-1", executed, executed ? Optional.empty() : Optional.of("stuck"), Json.object());
  }

  private static void assertReport(Effect effect, CommandState state) {
    assertThat(effect)
        .isInstanceOfSatisfying(
            Effect.Report.class, report -> assertThat(report.report().state()).isEqualTo(state));
  }

  private static void assertRefused(List<Effect> effects, RefusalCode code) {
    assertThat(effects)
        .singleElement()
        .isInstanceOfSatisfying(
            Effect.Refuse.class, refuse -> assertThat(refuse.refusal().code()).isEqualTo(code));
  }
}
