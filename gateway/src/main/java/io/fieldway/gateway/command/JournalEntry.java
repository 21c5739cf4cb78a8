package io.fieldway.gateway.command;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.Command;
import io.fieldway.wire.channel.CommandReport;
import io.fieldway.wire.channel.CommandState;
import io.fieldway.wire.model.QueuePolicy;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// A command as the journal holds it.
///
/// @param givenAt when it was given to its device first, or was about to be
/// @param end how it ended
/// @param reported the state that the platform has stored last; it knows [CommandState#AT_GATEWAY]
///   from the answer to the command
/// @param clock what was known of the platform's clock when this was written
public record JournalEntry(
    Command command,
    Optional<Instant> givenAt,
    Optional<CommandReport> end,
    CommandState reported,
    Optional<PlatformTime.Known> clock) {

  static JournalEntry of(Command command, Optional<PlatformTime.Known> clock) {
    return new JournalEntry(
        command, Optional.empty(), Optional.empty(), CommandState.AT_GATEWAY, clock);
  }

  public String id() {
    return command.id();
  }

  String device() {
    return command.deviceId();
  }

  boolean isOpen() {
    return end.isEmpty();
  }

  /// Whether it takes its turn at the device.
  boolean isQueued() {
    return command.policy() != QueuePolicy.NOW_ONLY;
  }

  JournalEntry given(Instant now) {
    return givenAt.isPresent()
        ? this
        : new JournalEntry(command, Optional.of(now), end, reported, clock);
  }

  /// It was about to be given, and was not.
  JournalEntry notGiven() {
    return new JournalEntry(command, Optional.empty(), end, reported, clock);
  }

  JournalEntry ended(CommandReport how) {
    return new JournalEntry(command, givenAt, Optional.of(how), reported, clock);
  }

  JournalEntry reported(CommandState state) {
    return new JournalEntry(command, givenAt, end, state, clock);
  }

  /// What the platform is to be told next; empty where it knows all.
  Optional<CommandReport> report() {
    if (reported.isFinal()) {
      return Optional.empty();
    }
    if (givenAt.isPresent() && reported == CommandState.AT_GATEWAY) {
      return Optional.of(
          new CommandReport(
              command.id(),
              CommandState.AT_DEVICE,
              givenAt.get(),
              Optional.empty(),
              Json.object()));
    }
    return end;
  }

  /// Reads a journal's document.
  ///
  /// @throws io.fieldway.wire.MalformedException where it is none
  public static JournalEntry read(String document) {
    Fields fields = Fields.of("journal", Json.parse("journal", document));
    return new JournalEntry(
        Command.read(fields.tree("command")),
        fields.optionalTime("givenAt"),
        fields.has("end") ? Optional.of(CommandReport.read(fields.tree("end"))) : Optional.empty(),
        fields.word("reported", CommandState.class, CommandState::word),
        fields.has("clock")
            ? Optional.of(PlatformTime.Known.read(fields.object("clock")))
            : Optional.empty());
  }

  /// The document for the journal.
  public String write() {
    ObjectNode tree = Json.object().put("reported", reported.word());
    tree.set("command", command.json());
    givenAt.ifPresent(time -> tree.put("givenAt", Json.time(time)));
    end.ifPresent(report -> tree.set("end", report.json()));
    clock.ifPresent(known -> known.write(tree.putObject("clock")));
    return Json.write(tree);
  }
}
