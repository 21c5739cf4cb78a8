package io.fieldway.gateway.command;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.Command;
import io.fieldway.wire.channel.CommandReport;
import io.fieldway.wire.channel.CommandState;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// A command as the journal holds it.
///
/// @param givenAt when it was given to its device first
/// @param end how it ended
/// @param reported the state that the platform has stored last; it knows [CommandState#AT_GATEWAY]
///   from the answer to the command
record JournalEntry(
    Command command,
    Optional<Instant> givenAt,
    Optional<CommandReport> end,
    CommandState reported) {

  static JournalEntry of(Command command) {
    return new JournalEntry(command, Optional.empty(), Optional.empty(), CommandState.AT_GATEWAY);
  }

  String id() {
    return command.id();
  }

  JournalEntry given(Instant now) {
    return givenAt.isPresent() ? this : new JournalEntry(command, Optional.of(now), end, reported);
  }

  JournalEntry ended(CommandReport how) {
    return new JournalEntry(command, givenAt, Optional.of(how), reported);
  }

  JournalEntry reported(CommandState state) {
    return new JournalEntry(command, givenAt, end, state);
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

  static JournalEntry read(String document) {
    Fields fields = Fields.of("journal", Json.parse("journal", document));
    return new JournalEntry(
        Command.read(fields.tree("command")),
        fields.optionalTime("givenAt"),
        fields.has("end") ? Optional.of(CommandReport.read(fields.tree("end"))) : Optional.empty(),
        fields.word("reported", CommandState.class, CommandState::word));
  }

  String write() {
    ObjectNode tree = Json.object().put("reported", reported.word());
    tree.set("command", command.json());
    givenAt.ifPresent(time -> tree.put("givenAt", Json.time(time)));
    end.ifPresent(report -> tree.set("end", report.json()));
    return Json.write(tree);
  }
}
