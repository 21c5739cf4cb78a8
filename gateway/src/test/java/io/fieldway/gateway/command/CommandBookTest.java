package io.fieldway.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.command.CommandBook.Effect;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.Command;
import io.fieldway.wire.channel.Command.Place;
import io.fieldway.wire.channel.CommandCancel;
import io.fieldway.wire.channel.CommandReport;
import io.fieldway.wire.channel.CommandState;
import io.fieldway.wire.channel.RefusalCode;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.model.QueuePolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommandBookTest {
  private static final Instant NOW = Instant.parse("2026-11-21T08:30:00Z");
  private static final Instant DEADLINE = NOW.plusSeconds(60);
  private static final CommandConfig CONFIG =
      new CommandConfig(3, Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofHours(1));
  private static final Command OPEN = command("c-1", "open", 1, QueuePolicy.FIFO);

  private final Map<String, String> disk = new LinkedHashMap<>();
  @Var private CommandBook book = new CommandBook(CONFIG, List.of(), NOW);

  @BeforeEach
  void hearThePlatform() {
    book.heard(Optional.empty(), NOW, NOW);
  }

  @Test
  void isWrittenBeforeThePlatformIsAnswered() {
    assertThat(book.arrive(OPEN, true, NOW)).singleElement().isInstanceOf(Effect.Write.class);
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
  void isGivenAtOnceToADeviceThatIsThereWithOneWrite() {
    book.online("valve-1", NOW);
    assertThat(book.arrive(OPEN, true, NOW)).hasSize(1);
    List<Effect> effects = book.written("c-1", true, NOW);
    assertThat(effects)
        .startsWith(new Effect.Accept("c-1"), new Effect.Give(OPEN))
        .anySatisfy(each -> assertReport(each, CommandState.AT_DEVICE));
  }

  @Test
  void thatItIsGivenIsOnDiskBeforeItIs() {
    accept(OPEN);
    assertThat(book.online("valve-1", NOW))
        .singleElement()
        .isInstanceOfSatisfying(
            Effect.Write.class, write -> assertThat(write.entry().givenAt()).isPresent());
    assertThat(book.written("c-1", true, NOW)).contains(new Effect.Give(OPEN));
  }

  @Test
  void waitsAgainWhereItsDeviceLeftWhileThatWasWritten() {
    accept(OPEN);
    book.online("valve-1", NOW);
    book.offline("valve-1");
    List<Effect> effects = run(book.written("c-1", true, NOW), NOW);
    assertThat(effects).noneMatch(Effect.Give.class::isInstance);
    assertThat(effects).noneMatch(Effect.Report.class::isInstance);
    assertThat(run(book.online("valve-1", NOW), NOW)).contains(new Effect.Give(OPEN));
  }

  @Test
  void waitsForItsDeviceAndExpiresWhereItDoesNotCome() {
    accept(OPEN);
    assertThat(book.tick(DEADLINE.minusMillis(1))).isEmpty();
    assertThat(book.online("valve-2", NOW)).isEmpty();
    List<Effect> effects = run(book.tick(DEADLINE), DEADLINE);
    assertThat(effects).anySatisfy(each -> assertReport(each, CommandState.EXPIRED));
    assertThat(book.online("valve-1", DEADLINE)).isEmpty();
  }

  @Test
  void isGivenAgainAfterEachConnectionUntilThereIsAResult() {
    accept(OPEN);
    run(book.online("valve-1", NOW), NOW);
    book.offline("valve-1");
    assertThat(book.online("valve-1", NOW)).containsExactly(new Effect.Give(OPEN));
    assertThat(book.online("valve-1", DEADLINE.plusSeconds(1)))
        .as("it may have begun in time")
        .containsExactly(new Effect.Give(OPEN));
    book.result("valve-1", result("c-1", true), NOW);
    assertThat(book.online("valve-1", NOW)).isEmpty();
  }

  @Test
  void endsAsTheDeviceSays() {
    accept(OPEN);
    run(book.online("valve-1", NOW), NOW);
    report("c-1", CommandState.AT_DEVICE);
    List<Effect> effects =
        run(book.result("valve-1", result("c-1", false), NOW).orElseThrow(), NOW);
    assertThat(effects)
        .anySatisfy(each -> assertReport(each, CommandState.FAILED))
        .anySatisfy(each ->
            assertThat(each)
                .isInstanceOfSatisfying(
                    Effect.Ended.class,
                    ended -> assertThat(ended.report().reason()).contains("stuck")));
    assertThat(book.result("valve-1", result("c-1", true), NOW))
        .as("a second result changes nothing")
        .hasValue(List.of());
  }

  @Test
  void failsWhereTheDeviceStaysSilentLongAfterTheDeadline() {
    accept(OPEN);
    run(book.online("valve-1", NOW), NOW);
    report("c-1", CommandState.AT_DEVICE);
    Instant last = DEADLINE.plusSeconds(10);
    assertThat(book.tick(last.minusMillis(1))).isEmpty();
    assertThat(run(book.tick(last), last))
        .anySatisfy(each -> assertReport(each, CommandState.FAILED));
  }

  @Test
  void failsWhereTheModelHasNoSuchAction() {
    accept(OPEN);
    run(book.online("valve-1", NOW), NOW);
    assertThat(book.impossible("c-1", "no action open", NOW))
        .anySatisfy(each -> assertThat(each).isInstanceOf(Effect.Ended.class));
    assertThat(book.open()).isZero();
  }

  @Test
  void knowsNoResultOfWhatWasNeverGiven() {
    assertThat(book.result("valve-1", result("c-1", true), NOW)).isEmpty();
    accept(OPEN);
    assertThat(book.result("valve-1", result("c-1", true), NOW)).as("not given yet").isEmpty();
    book.online("valve-1", NOW);
    assertThat(book.result("valve-1", result("c-1", true), NOW)).as("being written").isEmpty();
    run(book.written("c-1", true, NOW), NOW);
    assertThat(book.result("valve-2", result("c-1", true), NOW)).as("another device").isEmpty();
    assertThat(book.result("valve-1", result("c-1", true), NOW)).isPresent();
  }

  @Test
  void repeatsItsReportsInOrderUntilThePlatformHasThem() {
    accept(OPEN);
    run(book.online("valve-1", NOW), NOW);
    run(book.result("valve-1", result("c-1", true), NOW).orElseThrow(), NOW);
    assertThat(book.tick(NOW.plusSeconds(4))).as("still on its way").isEmpty();
    List<Effect> again = book.tick(NOW.plusSeconds(5));
    assertThat(again).singleElement().satisfies(each -> assertReport(each, CommandState.AT_DEVICE));
    assertThat(report("c-1", CommandState.AT_DEVICE))
        .anySatisfy(each -> assertReport(each, CommandState.EXECUTED));
    assertThat(book.linked(NOW))
        .as("a new session")
        .singleElement()
        .satisfies(each -> assertReport(each, CommandState.EXECUTED));
    report("c-1", CommandState.EXECUTED);
    assertThat(book.unreported()).isZero();
    assertThat(book.linked(NOW)).isEmpty();
  }

  @Test
  void fifoGivesOneAfterTheOtherInTheOrderOfTheirPlaces() {
    Command second = command("c-2", "close", 2, QueuePolicy.FIFO);
    accept(second);
    accept(OPEN);
    assertThat(run(book.online("valve-1", NOW), NOW))
        .contains(new Effect.Give(OPEN))
        .doesNotContain(new Effect.Give(second));
    assertThat(run(book.result("valve-1", result("c-1", false), NOW).orElseThrow(), NOW))
        .contains(new Effect.Give(second));
  }

  @Test
  void aHeldCommandWaitsForItsTimeAndHoldsUpNobody() {
    Instant time = NOW.plusSeconds(30);
    Command held =
        new Command(
            "c-2",
            "valve-1",
            "open",
            Json.object(),
            new Place(time, 2),
            QueuePolicy.FIFO,
            Optional.of(time),
            DEADLINE);
    Command later = command("c-3", "close", 3, QueuePolicy.FIFO);
    book.online("valve-1", NOW);
    accept(held);
    assertThat(run(book.arrive(later, true, NOW), NOW)).contains(new Effect.Give(later));
    run(book.result("valve-1", result("c-3", true), NOW).orElseThrow(), NOW);
    assertThat(run(book.tick(time.minusMillis(1)), NOW)).noneMatch(Effect.Give.class::isInstance);
    assertThat(run(book.tick(time), time)).contains(new Effect.Give(held));
  }

  @Test
  void replaceCancelsEarlierOnesThatTheDeviceDoesNotHave() {
    Command newer = command("c-2", "open", 2, QueuePolicy.REPLACE);
    accept(OPEN);
    assertThat(run(book.arrive(newer, true, NOW), NOW))
        .anySatisfy(each ->
            assertThat(each)
                .isInstanceOfSatisfying(
                    Effect.Report.class,
                    report -> {
                      assertThat(report.report().state()).isEqualTo(CommandState.CANCELLED);
                      assertThat(report.report().reason()).contains("replaced by c-2");
                    }));
    assertThat(run(book.online("valve-1", NOW), NOW))
        .contains(new Effect.Give(newer))
        .doesNotContain(new Effect.Give(OPEN));
  }

  @Test
  void replaceWaitsForWhatTheDeviceHasSoThatTheLatestComesLast() {
    Command newer = command("c-2", "open", 2, QueuePolicy.REPLACE);
    accept(OPEN);
    run(book.online("valve-1", NOW), NOW);
    assertThat(run(book.arrive(newer, true, NOW), NOW)).noneMatch(Effect.Give.class::isInstance);
    assertThat(run(book.result("valve-1", result("c-1", true), NOW).orElseThrow(), NOW))
        .contains(new Effect.Give(newer));
  }

  @Test
  void nowOnlyFailsAtOnceWhereTheDeviceIsNotThereAndPassesTheLine() {
    Command stop = command("c-2", "stop", 2, QueuePolicy.NOW_ONLY);
    assertThat(run(book.arrive(stop, true, NOW), NOW))
        .contains(new Effect.Accept("c-2"))
        .anySatisfy(each -> assertReport(each, CommandState.FAILED));
    book.online("valve-1", NOW);
    run(book.arrive(OPEN, true, NOW), NOW);
    Command again = command("c-3", "stop", 3, QueuePolicy.NOW_ONLY);
    assertThat(run(book.arrive(again, true, NOW), NOW)).contains(new Effect.Give(again));
  }

  @Test
  void isCancelledForCertainWhereTheDeviceDoesNotHaveIt() {
    accept(OPEN);
    List<Effect> effects = book.cancel(new CommandCancel(OPEN, "not wanted"), NOW);
    assertThat(effects)
        .as("not before it is on disk")
        .noneMatch(Effect.Withdrawn.class::isInstance);
    assertThat(effects).noneMatch(Effect.Report.class::isInstance);
    assertThat(run(effects, NOW))
        .contains(new Effect.Withdrawn("c-1", CommandState.CANCELLED))
        .anySatisfy(each -> assertReport(each, CommandState.CANCELLED));
    assertThat(book.online("valve-1", NOW)).isEmpty();
    assertThat(book.cancel(new CommandCancel(OPEN, "not wanted"), NOW))
        .as("again")
        .containsExactly(new Effect.Withdrawn("c-1", CommandState.CANCELLED));
    assertThat(book.arrive(OPEN, true, NOW)).containsExactly(new Effect.Accept("c-1"));
  }

  @Test
  void isNotCancelledWhereTheDeviceMayHaveIt() {
    accept(OPEN);
    run(book.online("valve-1", NOW), NOW);
    assertThat(book.cancel(new CommandCancel(OPEN, "not wanted"), NOW))
        .containsExactly(new Effect.Withdrawn("c-1", CommandState.AT_DEVICE));
    run(book.result("valve-1", result("c-1", true), NOW).orElseThrow(), NOW);
    assertThat(book.cancel(new CommandCancel(OPEN, "not wanted"), NOW))
        .containsExactly(new Effect.Withdrawn("c-1", CommandState.EXECUTED));
  }

  @Test
  void isCancelledWhileThatItIsGivenIsBeingWritten() {
    accept(OPEN);
    book.online("valve-1", NOW);
    book.cancel(new CommandCancel(OPEN, "not wanted"), NOW);
    assertThat(book.written("c-1", true, NOW)).as("the first of two writes").isEmpty();
    assertThat(book.written("c-1", true, NOW))
        .contains(new Effect.Withdrawn("c-1", CommandState.CANCELLED))
        .noneMatch(Effect.Give.class::isInstance);
  }

  @Test
  void aCancellationThatComesFirstIsRemembered() {
    assertThat(run(book.cancel(new CommandCancel(OPEN, "not wanted"), NOW), NOW))
        .contains(new Effect.Withdrawn("c-1", CommandState.CANCELLED));
    book = restarted(NOW);
    assertThat(book.arrive(OPEN, true, NOW)).containsExactly(new Effect.Accept("c-1"));
    assertThat(book.online("valve-1", NOW)).noneMatch(Effect.Give.class::isInstance);
  }

  @Test
  void aCancellationThatCannotBeWrittenIsRefused() {
    book.cancel(new CommandCancel(OPEN, "not wanted"), NOW);
    assertThat(book.written("c-1", false, NOW))
        .singleElement()
        .isInstanceOf(Effect.RefuseCancel.class);
    accept(OPEN);
    book.cancel(new CommandCancel(OPEN, "not wanted"), NOW);
    assertThat(book.written("c-1", false, NOW))
        .singleElement()
        .isInstanceOf(Effect.RefuseCancel.class);
    assertThat(run(book.tick(NOW), NOW))
        .as("it is written again, and told then")
        .anySatisfy(each -> assertReport(each, CommandState.CANCELLED));
  }

  @Test
  void aClockThatIsWrongByHoursIsHarmless() {
    Instant wrong = NOW.minus(Duration.ofHours(5));
    Instant time = NOW.plusSeconds(30);
    Command held =
        new Command(
            "c-1",
            "valve-1",
            "open",
            Json.object(),
            new Place(time, 1),
            QueuePolicy.FIFO,
            Optional.of(time),
            DEADLINE);
    book.heard(Optional.of(NOW), wrong.minusMillis(200), wrong);
    book.online("valve-1", wrong);
    run(book.arrive(held, true, wrong), wrong);
    assertThat(book.tick(wrong.plusSeconds(30))).as("it may be early").isEmpty();
    List<Effect> effects = run(book.tick(wrong.plusSeconds(30).plusMillis(2)), wrong);
    assertThat(effects).contains(new Effect.Give(held));
    Command late = command("c-2", "open", 2, QueuePolicy.FIFO);
    assertRefused(
        book.arrive(late, true, wrong.plusSeconds(60).minusMillis(200)), RefusalCode.EXPIRED);
  }

  @Test
  void holdsEverythingWhereTheClockHasGoneBackUntilThePlatformIsHeard() {
    accept(OPEN);
    Instant back = NOW.minusSeconds(3_600);
    book = restarted(back);
    assertThat(run(book.online("valve-1", back), back)).noneMatch(Effect.Give.class::isInstance);
    book.heard(Optional.of(NOW), back, back);
    assertThat(run(book.tick(back), back)).contains(new Effect.Give(OPEN));
  }

  @Test
  void goesOnFromTheJournalAfterARestart() {
    Command other = command("c-2", "close", 2, QueuePolicy.FIFO);
    book.online("valve-1", NOW);
    accept(OPEN);
    run(book.result("valve-1", result("c-1", true), NOW).orElseThrow(), NOW);
    report("c-1", CommandState.AT_DEVICE);
    accept(other);
    book = restarted(NOW);
    assertThat(book.linked(NOW))
        .hasSize(2)
        .anySatisfy(each -> assertReport(each, CommandState.AT_DEVICE))
        .anySatisfy(each -> assertReport(each, CommandState.EXECUTED));
    assertThat(book.online("valve-1", NOW)).containsExactly(new Effect.Give(other));
    assertThat(book.arrive(OPEN, true, NOW)).containsExactly(new Effect.Accept("c-1"));
    book = restarted(NOW);
    assertThat(book.online("valve-1", DEADLINE)).as("perhaps never told").isEmpty();
  }

  @Test
  void isForgottenWhenItIsOverReportedAndOld() {
    accept(OPEN);
    run(book.online("valve-1", NOW), NOW);
    run(book.result("valve-1", result("c-1", true), NOW).orElseThrow(), NOW);
    Instant old = NOW.plus(CONFIG.retention());
    assertThat(book.tick(old)).noneMatch(Effect.Erase.class::isInstance);
    report("c-1", CommandState.AT_DEVICE);
    report("c-1", CommandState.EXECUTED);
    assertThat(book.tick(old.minusMillis(1))).isEmpty();
    assertThat(book.tick(old)).containsExactly(new Effect.Erase(List.of("c-1")));
  }

  @Test
  void makesRoomForANewOneAtTheBoundAndIsBusyWhereNoneIsOver() {
    for (int i = 1; i <= 3; i++) {
      accept(command("c-" + i, "open", i, QueuePolicy.FIFO));
    }
    Command fourth = command("c-4", "open", 4, QueuePolicy.FIFO);
    assertRefused(book.arrive(fourth, true, NOW), RefusalCode.BUSY);
    assertThat(book.cancel(new CommandCancel(fourth, "not wanted"), NOW))
        .singleElement()
        .isInstanceOf(Effect.RefuseCancel.class);
    run(book.online("valve-1", NOW), NOW);
    run(book.result("valve-1", result("c-1", true), NOW).orElseThrow(), NOW);
    report("c-1", CommandState.AT_DEVICE);
    report("c-1", CommandState.EXECUTED);
    assertThat(book.arrive(fourth, true, NOW))
        .startsWith(new Effect.Erase(List.of("c-1")))
        .anyMatch(Effect.Write.class::isInstance);
  }

  private static Command command(String id, String action, long number, QueuePolicy policy) {
    return new Command(
        id,
        "valve-1",
        action,
        Json.object(),
        new Place(NOW, number),
        policy,
        Optional.empty(),
        DEADLINE);
  }

  private void accept(Command command) {
    run(book.arrive(command, true, NOW), NOW);
  }

  /// Carries out what the disk has to do, at once.
  private List<Effect> run(List<Effect> effects, Instant now) {
    List<Effect> all = new ArrayList<>();
    Deque<Effect> left = new ArrayDeque<>(effects);
    while (!left.isEmpty()) {
      Effect each = left.removeFirst();
      all.add(each);
      if (each instanceof Effect.Write(JournalEntry entry)) {
        disk.put(entry.id(), entry.write());
        left.addAll(book.written(entry.id(), true, now));
      }
    }
    return all;
  }

  private CommandBook restarted(Instant now) {
    return new CommandBook(CONFIG, disk.values().stream().map(JournalEntry::read).toList(), now);
  }

  private List<Effect> report(String id, CommandState state) {
    return run(
        book.stored(new CommandReport(id, state, NOW, Optional.empty(), Json.object()), NOW), NOW);
  }

  private static DeviceLine.Result result(String id, boolean executed) {
    return new DeviceLine.Result(
        id, executed, executed ? Optional.empty() : Optional.of("stuck"), Json.object());
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
