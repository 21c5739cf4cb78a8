package io.fieldway.gateway.command;

import io.fieldway.wire.Json;
import io.fieldway.wire.channel.Command;
import io.fieldway.wire.channel.CommandReport;
import io.fieldway.wire.channel.CommandState;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import io.fieldway.wire.device.DeviceLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The life of every command on this gateway. A core: `(event, time) → effects`.
///
/// A command is written down before the platform is answered; then it is given to its device, again
/// after each new connection until there is a result (a device does not act twice on one id).
/// Offline until the deadline: expired. Given, and no result until some time after the deadline:
/// failed. Reports are repeated until the platform has stored them.
final class CommandBook {
  /// What the shell has to do, in order.
  sealed interface Effect {
    /// Put it on disk, then say [#written].
    record Write(JournalEntry entry) implements Effect {}

    record Erase(List<String> ids) implements Effect {}

    /// Answer the platform with yes, every time it asked.
    record Accept(String id) implements Effect {}

    record Refuse(String id, Refusal refusal) implements Effect {}

    /// Give it to its device; where its model does not know the action, say [#impossible].
    record Give(Command command) implements Effect {}

    record Report(CommandReport report) implements Effect {}

    /// It is over; nothing is left to do but to count and to log it.
    record Ended(CommandReport report) implements Effect {}
  }

  private final CommandConfig config;
  private final Map<String, JournalEntry> entries = new LinkedHashMap<>();

  /// Not on disk yet: the platform has no answer and the device no instruction.
  private final Set<String> unwritten = new HashSet<>();

  private final Set<String> online = new HashSet<>();

  /// When a report that is on its way is sent again.
  private final Map<String, Instant> reporting = new HashMap<>();

  CommandBook(CommandConfig config, Collection<JournalEntry> journal) {
    this.config = config;
    journal.forEach(each -> entries.put(each.id(), each));
  }

  /// A command came from the platform.
  ///
  /// @param registered whether its device is one of this gateway's
  List<Effect> arrive(Command command, boolean registered, Instant now) {
    String id = command.id();
    if (unwritten.contains(id)) {
      return List.of();
    }
    if (entries.containsKey(id)) {
      return List.of(new Effect.Accept(id));
    }
    if (!registered) {
      return refuse(id, RefusalCode.UNKNOWN_DEVICE, "no device " + command.deviceId() + " here");
    }
    if (!now.isBefore(command.deadline())) {
      return refuse(id, RefusalCode.EXPIRED, "the deadline was " + command.deadline());
    }
    List<Effect> effects = new ArrayList<>();
    if (entries.size() >= config.maxCommands() && !makeRoom(effects)) {
      return List.of(
          new Effect.Refuse(
              id,
              Refusal.retryAfter(RefusalCode.BUSY, "the journal is full", config.reportTimeout())));
    }
    JournalEntry entry = JournalEntry.of(command);
    entries.put(id, entry);
    unwritten.add(id);
    effects.add(new Effect.Write(entry));
    return effects;
  }

  /// The disk has answered to a [Effect.Write].
  List<Effect> written(String id, boolean onDisk, Instant now) {
    JournalEntry entry = entries.get(id);
    if (entry == null || !unwritten.remove(id)) {
      return List.of();
    }
    if (!onDisk) {
      entries.remove(id);
      return refuse(id, RefusalCode.INTERNAL, "the journal cannot be written");
    }
    List<Effect> effects = new ArrayList<>();
    effects.add(new Effect.Accept(id));
    if (online.contains(entry.command().deviceId())) {
      give(entry, now, effects);
    }
    return effects;
  }

  /// The device has connected, perhaps anew: what it was told may not have arrived.
  List<Effect> online(String device, Instant now) {
    online.add(device);
    List<Effect> effects = new ArrayList<>();
    for (JournalEntry each : List.copyOf(entries.values())) {
      if (each.command().deviceId().equals(device) && !unwritten.contains(each.id())) {
        give(each, now, effects);
      }
    }
    return effects;
  }

  void offline(String device) {
    online.remove(device);
  }

  /// A device has answered.
  ///
  /// @return empty where the device was never given such an instruction
  Optional<List<Effect>> result(String device, DeviceLine.Result result, Instant now) {
    JournalEntry entry = entries.get(result.instruction());
    if (entry == null || !entry.command().deviceId().equals(device) || entry.givenAt().isEmpty()) {
      return Optional.empty();
    }
    if (entry.end().isPresent()) {
      return Optional.of(List.of());
    }
    CommandState state = result.executed() ? CommandState.EXECUTED : CommandState.FAILED;
    Optional<String> reason =
        result.executed()
            ? Optional.empty()
            : Optional.of(result.reason().orElse("the device gave no reason"));
    return Optional.of(end(entry, state, now, reason, result));
  }

  /// The command cannot be put into the device's words.
  List<Effect> impossible(String id, String reason, Instant now) {
    JournalEntry entry = entries.get(id);
    return entry == null || entry.end().isPresent()
        ? List.of()
        : end(entry, CommandState.FAILED, now, Optional.of(reason), nothing(id));
  }

  /// A session with the platform has begun: reports that were on their way are lost.
  List<Effect> linked(Instant now) {
    reporting.clear();
    return tick(now);
  }

  /// The platform has stored a report, or does not know the command.
  List<Effect> stored(CommandReport report, Instant now) {
    JournalEntry entry = entries.get(report.id());
    reporting.remove(report.id());
    if (entry == null || entry.reported().compareTo(report.state()) >= 0) {
      return List.of();
    }
    List<Effect> effects = new ArrayList<>();
    change(entry.reported(report.state()), now, effects);
    return effects;
  }

  /// Time has passed.
  List<Effect> tick(Instant now) {
    List<Effect> effects = new ArrayList<>();
    List<String> over = new ArrayList<>();
    for (JournalEntry each : List.copyOf(entries.values())) {
      if (unwritten.contains(each.id())) {
        continue;
      }
      if (each.end().isEmpty()) {
        judge(each, now, effects);
      } else if (each.report().isEmpty() && isOver(each, now)) {
        over.add(each.id());
      }
      JournalEntry current = entries.get(each.id());
      if (current != null) {
        report(current, now, effects);
      }
    }
    if (!over.isEmpty()) {
      over.forEach(entries::remove);
      effects.add(new Effect.Erase(over));
    }
    return effects;
  }

  /// Commands without an end.
  int open() {
    return (int) entries.values().stream().filter(each -> each.end().isEmpty()).count();
  }

  /// Commands whose last word the platform has not stored yet.
  int unreported() {
    return (int) entries.values().stream().filter(each -> each.report().isPresent()).count();
  }

  private void give(JournalEntry entry, Instant now, List<Effect> effects) {
    boolean tooLateToBegin = entry.givenAt().isEmpty() && !now.isBefore(entry.command().deadline());
    if (entry.end().isPresent() || tooLateToBegin) {
      return;
    }
    effects.add(new Effect.Give(entry.command()));
    if (entry.givenAt().isEmpty()) {
      change(entry.given(now), now, effects);
    }
  }

  private void judge(JournalEntry entry, Instant now, List<Effect> effects) {
    Instant deadline = entry.command().deadline();
    if (entry.givenAt().isEmpty()) {
      if (!now.isBefore(deadline)) {
        effects.addAll(
            end(
                entry,
                CommandState.EXPIRED,
                now,
                Optional.of("the device was not there before the deadline"),
                nothing(entry.id())));
      }
    } else if (!now.isBefore(deadline.plus(config.resultWait()))) {
      effects.addAll(
          end(
              entry,
              CommandState.FAILED,
              now,
              Optional.of("no result came from the device"),
              nothing(entry.id())));
    }
  }

  private List<Effect> end(
      JournalEntry entry,
      CommandState state,
      Instant now,
      Optional<String> reason,
      DeviceLine.Result result) {
    CommandReport report = new CommandReport(entry.id(), state, now, reason, result.output());
    List<Effect> effects = new ArrayList<>();
    effects.add(new Effect.Ended(report));
    change(entry.ended(report), now, effects);
    return effects;
  }

  private void change(JournalEntry entry, Instant now, List<Effect> effects) {
    entries.put(entry.id(), entry);
    effects.add(new Effect.Write(entry));
    report(entry, now, effects);
  }

  private void report(JournalEntry entry, Instant now, List<Effect> effects) {
    Instant again = reporting.get(entry.id());
    if (again != null && now.isBefore(again)) {
      return;
    }
    entry
        .report()
        .ifPresent(report -> {
          reporting.put(entry.id(), now.plus(config.reportTimeout()));
          effects.add(new Effect.Report(report));
        });
  }

  /// Forgets the oldest command that is over and reported, before its retention.
  private boolean makeRoom(List<Effect> effects) {
    Optional<String> oldest =
        entries.values().stream()
            .filter(each -> each.reported().isFinal())
            .map(JournalEntry::id)
            .findFirst();
    oldest.ifPresent(id -> {
      entries.remove(id);
      effects.add(new Effect.Erase(List.of(id)));
    });
    return oldest.isPresent();
  }

  private boolean isOver(JournalEntry entry, Instant now) {
    return entry.end().isPresent()
        && !now.isBefore(entry.end().get().at().plus(config.retention()));
  }

  private static DeviceLine.Result nothing(String id) {
    return new DeviceLine.Result(id, false, Optional.empty(), Json.object());
  }

  private static List<Effect> refuse(String id, RefusalCode code, String message) {
    return List.of(new Effect.Refuse(id, Refusal.of(code, message)));
  }
}
