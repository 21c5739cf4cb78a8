package io.fieldway.gateway.command;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.Command;
import io.fieldway.wire.channel.CommandCancel;
import io.fieldway.wire.channel.CommandReport;
import io.fieldway.wire.channel.CommandState;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.model.QueuePolicy;
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
import tools.jackson.databind.JsonNode;

/// The life of every command on this gateway. A core: `(event, time) → effects`.
///
/// A command is written down before the platform is answered, and that it is given before it is
/// given, so that a restart never takes what the device may have for something that can be
/// withdrawn. Each device has one queued command at a time, in the order of their places; what is
/// held until its time stands behind what may begin before. A given one is given again after each
/// new connection until there is a result (a device does not act twice on one id). Offline until
/// the deadline: expired. Given, and no result until some time after the deadline: failed. Reports
/// are repeated until the platform has stored them; that nothing was done is told only when it is
/// on disk.
public final class CommandBook {
  /// What the shell has to do, in order.
  public sealed interface Effect {
    /// Put it on disk, then say [#written].
    record Write(JournalEntry entry) implements Effect {}

    record Erase(List<String> ids) implements Effect {}

    /// Answer the platform with yes, every time it asked.
    record Accept(String id) implements Effect {}

    record Refuse(String id, Refusal refusal) implements Effect {}

    /// Answer the platform's cancellation: where the command stands.
    record Withdrawn(String id, CommandState state) implements Effect {}

    record RefuseCancel(String id, Refusal refusal) implements Effect {}

    /// Give it to its device; where its model does not know the action, say [#impossible].
    record Give(Command command) implements Effect {}

    record Report(CommandReport report) implements Effect {}

    /// It is over; nothing is left to do but to count and to log it.
    record Ended(CommandReport report) implements Effect {}
  }

  /// Whom to answer when an entry's first write is on disk.
  private enum First {
    COMMAND,
    CANCEL
  }

  private static final JsonNode NOTHING = Json.object();

  private final CommandConfig config;
  private final PlatformTime time = new PlatformTime();
  private final Map<String, JournalEntry> entries = new LinkedHashMap<>();
  private final Lines lines = new Lines();
  private final Set<String> online = new HashSet<>();

  /// How many writes of an entry are under way.
  private final Map<String, Integer> writing = new HashMap<>();

  /// Whose last write failed; it is tried again.
  private final Set<String> unsaved = new HashSet<>();

  /// Not on disk yet: the platform has no answer and the device no instruction.
  private final Map<String, First> unwritten = new HashMap<>();

  /// About to be given, once that is on disk.
  private final Set<String> starting = new HashSet<>();

  /// Open ones that their device was told of since the start.
  private final Set<String> handed = new HashSet<>();

  /// Whose cancellation is answered once it is on disk.
  private final Set<String> cancelling = new HashSet<>();

  /// When a report that is on its way is sent again.
  private final Map<String, Instant> reporting = new HashMap<>();

  public CommandBook(CommandConfig config, Collection<JournalEntry> journal, Instant now) {
    this.config = config;
    for (JournalEntry each : journal) {
      entries.put(each.id(), each);
      lines.put(each);
      each.clock().ifPresent(known -> time.restore(known, now));
    }
  }

  /// The platform has told its time, or says nothing of it.
  ///
  /// @param asked when we sent what it answered
  public void heard(Optional<Instant> platform, Instant asked, Instant now) {
    if (platform.isPresent()) {
      time.heard(platform.get(), asked, now);
    } else if (time.known().isEmpty()) {
      time.assumeOurs(now);
    }
  }

  /// The platform's time, as well as it is known.
  public Instant platformTime(Instant now) {
    return time.at(now);
  }

  /// A command came from the platform.
  ///
  /// @param registered whether its device is one of this gateway's
  public List<Effect> arrive(Command command, boolean registered, Instant now) {
    String id = command.id();
    if (unwritten.containsKey(id)) {
      unwritten.put(id, First.COMMAND);
      return List.of();
    }
    if (entries.containsKey(id)) {
      return List.of(new Effect.Accept(id));
    }
    if (!registered) {
      return refuse(id, RefusalCode.UNKNOWN_DEVICE, "no device " + command.deviceId() + " here");
    }
    if (time.mayHaveCome(command.deadline(), now)) {
      return refuse(id, RefusalCode.EXPIRED, "the deadline was " + command.deadline());
    }
    List<Effect> effects = new ArrayList<>();
    if (!hasRoom(effects)) {
      return List.of(new Effect.Refuse(id, full()));
    }
    JournalEntry entry = JournalEntry.of(command, time.known());
    unwritten.put(id, First.COMMAND);
    entries.put(id, entry);
    lines.put(entry);
    Optional<CommandReport> verdict = verdict(entry, lines.replacing(entry.device()), now);
    if (verdict.isPresent()) {
      end(entry, verdict.get(), effects);
    } else if (isNext(entry, now)) {
      begin(entry, now, effects);
    } else {
      write(entry, effects);
    }
    return effects;
  }

  /// The platform withdraws a command.
  public List<Effect> cancel(CommandCancel cancel, Instant now) {
    Command command = cancel.command();
    String id = command.id();
    JournalEntry known = entries.get(id);
    List<Effect> effects = new ArrayList<>();
    if (known == null) {
      if (!hasRoom(effects)) {
        return List.of(new Effect.RefuseCancel(id, full()));
      }
      unwritten.put(id, First.CANCEL);
      cancelling.add(id);
      withdraw(JournalEntry.of(command, time.known()), cancel.reason(), now, effects);
    } else if (!known.isOpen()) {
      if (isSaved(id)) {
        effects.add(withdrawn(known));
      } else {
        cancelling.add(id);
      }
    } else if (known.givenAt().isPresent() && !starting.contains(id)) {
      effects.add(withdrawn(known));
    } else {
      starting.remove(id);
      cancelling.add(id);
      withdraw(known.notGiven(), cancel.reason(), now, effects);
    }
    return effects;
  }

  /// The disk has answered to a [Effect.Write].
  public List<Effect> written(String id, boolean onDisk, Instant now) {
    int left = writing.getOrDefault(id, 1) - 1;
    writing.put(id, left);
    if (onDisk) {
      unsaved.remove(id);
    } else {
      unsaved.add(id);
    }
    if (left > 0) {
      return List.of();
    }
    writing.remove(id);
    JournalEntry entry = entries.get(id);
    if (entry == null) {
      unsaved.remove(id);
      return List.of();
    }
    List<Effect> effects = new ArrayList<>();
    if (onDisk) {
      settled(entry, now, effects);
    } else {
      notOnDisk(entry, effects);
    }
    return effects;
  }

  /// The device has connected, perhaps anew: what it was told may not have arrived.
  public List<Effect> online(String device, Instant now) {
    online.add(device);
    List<Effect> effects = new ArrayList<>();
    for (JournalEntry each : lines.of(device)) {
      if (each.givenAt().isPresent() && !starting.contains(each.id()) && mayHave(each, now)) {
        give(each, effects);
      }
    }
    advance(device, now, effects);
    return effects;
  }

  public void offline(String device) {
    online.remove(device);
  }

  /// A device has answered.
  ///
  /// @return empty where the device was never given such an instruction
  public Optional<List<Effect>> result(String device, DeviceLine.Result result, Instant now) {
    JournalEntry entry = entries.get(result.instruction());
    if (entry == null
        || !entry.device().equals(device)
        || entry.givenAt().isEmpty()
        || starting.contains(entry.id())) {
      return Optional.empty();
    }
    if (!entry.isOpen()) {
      return Optional.of(List.of());
    }
    CommandState state = result.executed() ? CommandState.EXECUTED : CommandState.FAILED;
    Optional<String> reason =
        result.executed()
            ? Optional.empty()
            : Optional.of(result.reason().orElse("the device gave no reason"));
    return Optional.of(
        endAndGoOn(
            entry,
            new CommandReport(entry.id(), state, time.at(now), reason, result.output()),
            now));
  }

  /// The command cannot be put into the device's words.
  public List<Effect> impossible(String id, String reason, Instant now) {
    JournalEntry entry = entries.get(id);
    return entry == null || !entry.isOpen()
        ? List.of()
        : endAndGoOn(entry, report(entry, CommandState.FAILED, reason, now), now);
  }

  /// A session with the platform has begun: reports that were on their way are lost.
  public List<Effect> linked(Instant now) {
    reporting.clear();
    return tick(now);
  }

  /// The platform has stored a report, or does not know the command.
  public List<Effect> stored(CommandReport report, Instant now) {
    JournalEntry entry = entries.get(report.id());
    reporting.remove(report.id());
    if (entry == null || entry.reported().compareTo(report.state()) >= 0) {
      return List.of();
    }
    List<Effect> effects = new ArrayList<>();
    JournalEntry told = entry.reported(report.state());
    write(told, effects);
    tell(told, now, effects);
    return effects;
  }

  /// Time has passed.
  public List<Effect> tick(Instant now) {
    List<Effect> effects = new ArrayList<>();
    for (String each : List.copyOf(unsaved)) {
      JournalEntry entry = entries.get(each);
      if (entry != null && !writing.containsKey(each)) {
        write(entry, effects);
      }
    }
    lines.devices().forEach(device -> advance(device, now, effects));
    List<String> over = new ArrayList<>();
    Instant old = time.at(now).minus(config.retention());
    for (JournalEntry each : List.copyOf(entries.values())) {
      if (isOver(each, old)) {
        over.add(each.id());
      } else {
        tell(each, now, effects);
      }
    }
    if (!over.isEmpty()) {
      over.forEach(entries::remove);
      effects.add(new Effect.Erase(over));
    }
    return effects;
  }

  /// Commands without an end.
  public int open() {
    return (int) entries.values().stream().filter(JournalEntry::isOpen).count();
  }

  /// Commands whose last word the platform has not stored yet.
  public int unreported() {
    return (int) entries.values().stream().filter(each -> each.report().isPresent()).count();
  }

  /// An entry and everything decided about it is on disk.
  private void settled(JournalEntry entry, Instant now, List<Effect> effects) {
    String id = entry.id();
    if (unwritten.remove(id) == First.COMMAND) {
      effects.add(new Effect.Accept(id));
    }
    if (cancelling.remove(id)) {
      effects.add(withdrawn(entry));
    }
    if (starting.remove(id)) {
      if (online.contains(entry.device()) && !time.mayHaveCome(deadline(entry), now)) {
        give(entry, effects);
      } else {
        write(entry.notGiven(), effects);
      }
    }
    tell(entries.getOrDefault(id, entry), now, effects);
    advance(entry.device(), now, effects);
  }

  private void notOnDisk(JournalEntry entry, List<Effect> effects) {
    String id = entry.id();
    Refusal refusal = Refusal.of(RefusalCode.INTERNAL, "the journal cannot be written");
    if (cancelling.remove(id)) {
      effects.add(new Effect.RefuseCancel(id, refusal));
    }
    starting.remove(id);
    First first = unwritten.remove(id);
    if (first == null) {
      return;
    }
    entries.remove(id);
    lines.remove(entry);
    unsaved.remove(id);
    if (first == First.COMMAND) {
      effects.add(new Effect.Refuse(id, refusal));
    }
  }

  /// Ends what is over in a device's line, and begins what is next.
  private void advance(String device, Instant now, List<Effect> effects) {
    Map<String, Command> newest = lines.replacing(device);
    for (JournalEntry each : lines.of(device)) {
      if (isSaved(each.id())) {
        verdict(each, newest, now).ifPresent(verdict -> end(each, verdict, effects));
      }
    }
    @Var boolean free = online.contains(device) && !lines.isTaken(device);
    for (JournalEntry each : lines.of(device)) {
      if (free && each.isQueued()) {
        if (isSaved(each.id()) && !isHeld(each, now)) {
          begin(each, now, effects);
        }
        free = false;
      }
    }
  }

  /// Whether a command that has just come may begin without waiting.
  private boolean isNext(JournalEntry entry, Instant now) {
    if (!online.contains(entry.device()) || isHeld(entry, now)) {
      return false;
    }
    return !entry.isQueued()
        || (!lines.isTaken(entry.device())
            && lines.of(entry.device()).stream()
                .filter(JournalEntry::isQueued)
                .findFirst()
                .filter(entry::equals)
                .isPresent());
  }

  /// How a command ends without its device, if it does now.
  private Optional<CommandReport> verdict(
      JournalEntry entry, Map<String, Command> newest, Instant now) {
    if (entry.givenAt().isPresent()) {
      return time.mayHaveCome(deadline(entry).plus(config.resultWait()), now)
          ? Optional.of(report(entry, CommandState.FAILED, "no result came from the device", now))
          : Optional.empty();
    }
    Optional<Command> newer = Lines.replacing(entry, newest);
    if (newer.isPresent()) {
      String reason = "replaced by " + newer.get().id();
      return Optional.of(report(entry, CommandState.CANCELLED, reason, now));
    }
    if (time.mayHaveCome(deadline(entry), now)) {
      String reason = "the device was not there before the deadline";
      return Optional.of(report(entry, CommandState.EXPIRED, reason, now));
    }
    boolean missed = !unwritten.containsKey(entry.id()) || !isNext(entry, now);
    boolean unreachable = !entry.isQueued() && missed;
    return unreachable
        ? Optional.of(
            report(entry, CommandState.FAILED, entry.device() + " cannot be reached now", now))
        : Optional.empty();
  }

  /// A command whose time has not come for certain.
  private boolean isHeld(JournalEntry entry, Instant now) {
    return time.known().isEmpty()
        || entry.command().notBefore().filter(from -> !time.hasCome(from, now)).isPresent();
  }

  private void begin(JournalEntry entry, Instant now, List<Effect> effects) {
    starting.add(entry.id());
    write(entry.given(time.at(now)), effects);
  }

  private void give(JournalEntry entry, List<Effect> effects) {
    handed.add(entry.id());
    effects.add(new Effect.Give(entry.command()));
  }

  /// Whether a command counts as given and may be given again: after its deadline only where the
  /// device was told in this life of the gateway, for it may have begun in time.
  private boolean mayHave(JournalEntry entry, Instant now) {
    return !unwritten.containsKey(entry.id())
        && (handed.contains(entry.id())
            || (time.known().isPresent() && !time.mayHaveCome(deadline(entry), now)));
  }

  private List<Effect> endAndGoOn(JournalEntry entry, CommandReport how, Instant now) {
    List<Effect> effects = new ArrayList<>();
    end(entry, how, effects);
    tell(entries.getOrDefault(entry.id(), entry), now, effects);
    advance(entry.device(), now, effects);
    return effects;
  }

  private void end(JournalEntry entry, CommandReport how, List<Effect> effects) {
    handed.remove(entry.id());
    effects.add(new Effect.Ended(how));
    write(entry.ended(how), effects);
  }

  private void withdraw(JournalEntry entry, String reason, Instant now, List<Effect> effects) {
    CommandState state =
        entry.command().policy() == QueuePolicy.NOW_ONLY
            ? CommandState.FAILED
            : CommandState.CANCELLED;
    end(entry, report(entry, state, reason, now), effects);
  }

  private static Effect withdrawn(JournalEntry entry) {
    return new Effect.Withdrawn(
        entry.id(), entry.end().map(CommandReport::state).orElse(CommandState.AT_DEVICE));
  }

  private void write(JournalEntry entry, List<Effect> effects) {
    entries.put(entry.id(), entry);
    lines.put(entry);
    writing.merge(entry.id(), 1, Integer::sum);
    effects.add(new Effect.Write(entry));
  }

  /// Tells the platform what it does not know yet, unless that is on its way.
  private void tell(JournalEntry entry, Instant now, List<Effect> effects) {
    String id = entry.id();
    Instant again = reporting.get(id);
    boolean underWay = again != null && now.isBefore(again);
    if (underWay || unwritten.containsKey(id) || starting.contains(id)) {
      return;
    }
    entry
        .report()
        .filter(report -> isSaved(id) || !isWordOfOurs(report.state()))
        .ifPresent(report -> {
          reporting.put(id, now.plus(config.reportTimeout()));
          effects.add(new Effect.Report(report));
        });
  }

  /// Ends that the gateway itself decides: they hold only once they are on disk.
  private static boolean isWordOfOurs(CommandState state) {
    return state.isFinal() && state != CommandState.EXECUTED;
  }

  private boolean isSaved(String id) {
    return !writing.containsKey(id) && !unsaved.contains(id);
  }

  private static Instant deadline(JournalEntry entry) {
    return entry.command().deadline();
  }

  private CommandReport report(JournalEntry entry, CommandState state, String reason, Instant now) {
    return new CommandReport(entry.id(), state, time.at(now), Optional.of(reason), NOTHING);
  }

  private boolean hasRoom(List<Effect> effects) {
    return entries.size() < config.maxCommands() || makeRoom(effects);
  }

  /// Forgets the oldest command that is over and reported, before its retention.
  private boolean makeRoom(List<Effect> effects) {
    Optional<String> oldest =
        entries.values().stream()
            .filter(each -> each.reported().isFinal() && isSaved(each.id()))
            .map(JournalEntry::id)
            .findFirst();
    oldest.ifPresent(id -> {
      entries.remove(id);
      effects.add(new Effect.Erase(List.of(id)));
    });
    return oldest.isPresent();
  }

  private boolean isOver(JournalEntry entry, Instant old) {
    return entry.end().isPresent()
        && entry.report().isEmpty()
        && isSaved(entry.id())
        && !entry.end().get().at().isAfter(old);
  }

  private Refusal full() {
    return Refusal.retryAfter(RefusalCode.BUSY, "the journal is full", config.reportTimeout());
  }

  private static List<Effect> refuse(String id, RefusalCode code, String message) {
    return List.of(new Effect.Refuse(id, Refusal.of(code, message)));
  }
}
