package io.fieldway.gateway.command;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.command.CommandBook.Effect;
import io.fieldway.gateway.loop.Loop;
import io.fieldway.gateway.outbox.Journal;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.channel.Command;
import io.fieldway.wire.channel.CommandCancel;
import io.fieldway.wire.channel.CommandReport;
import io.fieldway.wire.channel.CommandState;
import io.fieldway.wire.channel.Done;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.device.DeviceLine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Carries out what [CommandBook] decides, on the gateway's loop. Methods may be called from any
/// thread.
public final class CommandDesk {
  private static final Logger log = LoggerFactory.getLogger(CommandDesk.class);

  private static final Duration TICK = Duration.ofMillis(200);

  private final CommandBook book;
  private final Journal journal;
  private final Loop loop;
  private final CommandHands hands;
  private final InstantSource clock;

  /// How far the platform's clock is ahead of this one.
  @Var private volatile Duration ahead;

  /// Only the loop: who waits for an answer, by command.
  private final Map<String, List<Consumer<JsonNode>>> waiting = new HashMap<>();

  /// Only the loop: who waits for the answer to a cancellation, by command.
  private final Map<String, List<Consumer<JsonNode>>> withdrawing = new HashMap<>();

  private final LongAdder accepted = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder executed = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder expired = new LongAdder();
  private final LongAdder cancelled = new LongAdder();
  @Var private volatile int open;
  @Var private volatile int unreported;

  /// Takes up the journal's commands where they were.
  public CommandDesk(
      CommandConfig config, Journal journal, Loop loop, CommandHands hands, InstantSource clock) {
    Instant now = clock.instant();
    this.book = new CommandBook(config, restore(journal), now);
    this.ahead = Duration.between(now, book.platformTime(now));
    this.journal = journal;
    this.loop = loop;
    this.hands = hands;
    this.clock = clock;
  }

  /// Begins to look at the clock.
  public void start() {
    loop.every(TICK, () -> carryOut(book.tick(clock.instant())));
  }

  /// A command from the platform; `answer` hears yes once it is on disk.
  public void arrive(Command command, Consumer<JsonNode> answer) {
    loop.execute(() -> {
      waiting.computeIfAbsent(command.id(), id -> new ArrayList<>()).add(answer);
      carryOut(book.arrive(command, hands.serves(command.deviceId()), clock.instant()));
    });
  }

  /// The platform withdraws a command; `answer` hears where it stands, once that is on disk.
  public void cancel(CommandCancel cancel, Consumer<JsonNode> answer) {
    loop.execute(() -> {
      withdrawing.computeIfAbsent(cancel.command().id(), id -> new ArrayList<>()).add(answer);
      carryOut(book.cancel(cancel, clock.instant()));
    });
  }

  /// The platform has told its time, or has answered without it.
  ///
  /// @param roundTrip how long ago we asked
  public void heard(Optional<Instant> platform, Duration roundTrip) {
    loop.execute(() -> {
      Instant now = clock.instant();
      book.heard(platform, now.minus(roundTrip), now);
      ahead = Duration.between(now, book.platformTime(now));
    });
  }

  /// The platform's time, as well as it is known: by it deadlines are judged. Any thread.
  public Instant platformTime() {
    return clock.instant().plus(ahead);
  }

  /// A device has connected.
  public void online(String device) {
    loop.execute(() -> carryOut(book.online(device, clock.instant())));
  }

  /// A device is gone.
  public void offline(String device) {
    loop.execute(() -> book.offline(device));
  }

  /// A device has answered; `unknown` is called where it was never given that instruction.
  public void result(String device, DeviceLine.Result result, Runnable unknown) {
    loop.execute(() -> {
      Optional<List<Effect>> effects = book.result(device, result, clock.instant());
      if (effects.isPresent()) {
        carryOut(effects.get());
      } else {
        unknown.run();
      }
    });
  }

  /// A session with the platform has begun.
  public void linked() {
    loop.execute(() -> carryOut(book.linked(clock.instant())));
  }

  public CommandCounts counts() {
    return new CommandCounts(
        accepted.sum(),
        refused.sum(),
        executed.sum(),
        failed.sum(),
        expired.sum(),
        cancelled.sum(),
        open,
        unreported);
  }

  private static List<JournalEntry> restore(Journal journal) {
    List<JournalEntry> entries = new ArrayList<>();
    for (String document : journal.documents()) {
      try {
        entries.add(JournalEntry.read(document));
      } catch (MalformedException e) {
        log.error("a command of the journal cannot be read: {}", e.getMessage());
      }
    }
    if (!entries.isEmpty()) {
      log.info("the journal holds {} commands", entries.size());
    }
    return entries;
  }

  private void carryOut(List<Effect> effects) {
    effects.forEach(this::carryOut);
    open = book.open();
    unreported = book.unreported();
  }

  private void carryOut(Effect effect) {
    switch (effect) {
      case Effect.Write(JournalEntry entry) ->
          journal.put(
              entry.id(),
              entry.write(),
              onDisk ->
                  loop.execute(() -> carryOut(book.written(entry.id(), onDisk, clock.instant()))));
      case Effect.Erase(List<String> ids) -> journal.remove(ids);
      case Effect.Accept(String id) -> {
        accepted.increment();
        log.info("command {} is in the journal", id);
        answer(waiting, id, new Done().json());
      }
      case Effect.Refuse(String id, Refusal refusal) -> {
        refused.increment();
        log.info("command {} refused: {}", id, refusal.code().word());
        answer(waiting, id, refusal.json());
      }
      case Effect.Withdrawn(String id, CommandState state) ->
          answer(withdrawing, id, new CommandCancel.Answer(state).json());
      case Effect.RefuseCancel(String id, Refusal refusal) ->
          answer(withdrawing, id, refusal.json());
      case Effect.Give(Command command) ->
          hands
              .give(command)
              .ifPresent(why -> carryOut(book.impossible(command.id(), why, clock.instant())));
      case Effect.Report(CommandReport report) -> report(report);
      case Effect.Ended(CommandReport report) -> {
        count(report.state());
        log.info(
            "command {} {}{}",
            report.id(),
            report.state().word(),
            report.reason().map(why -> ": " + why).orElse(""));
      }
    }
  }

  private void report(CommandReport report) {
    hands.report(
        report,
        stored ->
            loop.execute(() -> {
              if (stored) {
                carryOut(book.stored(report, clock.instant()));
              }
            }));
  }

  private static void answer(
      Map<String, List<Consumer<JsonNode>>> asking, String id, JsonNode answer) {
    List<Consumer<JsonNode>> all = asking.remove(id);
    if (all != null) {
      all.forEach(each -> each.accept(answer));
    }
  }

  private void count(CommandState state) {
    switch (state) {
      case EXECUTED -> executed.increment();
      case FAILED -> failed.increment();
      case EXPIRED -> expired.increment();
      case CANCELLED -> cancelled.increment();
      case ACCEPTED, STORED, AT_GATEWAY, AT_DEVICE -> {}
    }
  }
}
