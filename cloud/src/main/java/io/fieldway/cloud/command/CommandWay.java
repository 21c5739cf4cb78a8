package io.fieldway.cloud.command;

import io.fieldway.wire.Json;
import io.fieldway.wire.channel.CommandReport;
import io.fieldway.wire.channel.CommandState;
import io.fieldway.wire.channel.Refusal;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A command's way, each step a function from what was stored to what is to be stored; empty where
/// nothing changes, so that whatever is told twice is stored once.
public final class CommandWay {
  private CommandWay() {}

  /// Whether a command in the first state may move to the second: forward only, skipping where a
  /// report was lost. An end stays, but for a command that was given up for want of a word
  /// (expired): the gateway's word is what happened.
  public static boolean follows(CommandState now, CommandState next) {
    return switch (now) {
      case ACCEPTED, STORED, AT_GATEWAY, AT_DEVICE -> next.isFinal() || next.compareTo(now) > 0;
      case EXPIRED -> next.isFinal() && next != CommandState.EXPIRED;
      case EXECUTED, FAILED, CANCELLED -> false;
    };
  }

  public static Optional<CommandRow> move(
      CommandRow row, CommandState next, Instant at, Optional<String> reason, JsonNode output) {
    return follows(row.state(), next)
        ? Optional.of(row.moved(next, at, reason, output))
        : Optional.empty();
  }

  /// It is about to be sent; empty where it must not be. A gateway that is sent something may have
  /// it from then on.
  public static Optional<CommandRow> offer(CommandRow row, Instant now) {
    return row.state() == CommandState.STORED
            && row.withdrawal().isEmpty()
            && row.deadline().isAfter(now)
        ? Optional.of(row.offered().isPresent() ? row : row.offeredAt(now))
        : Optional.empty();
  }

  /// The gateway has it in its journal.
  public static Optional<CommandRow> taken(CommandRow row, Instant now) {
    return move(row, CommandState.AT_GATEWAY, now, Optional.empty(), row.output());
  }

  /// The gateway will not take it.
  public static Optional<CommandRow> refused(CommandRow row, Refusal refusal, Instant now) {
    return switch (refusal.code()) {
      case BUSY, INTERNAL, NOT_AUTHENTICATED -> Optional.empty();
      case EXPIRED -> move(row, CommandState.EXPIRED, now, why(refusal), row.output());
      default -> move(row, CommandState.FAILED, now, why(refusal), row.output());
    };
  }

  /// The gateway tells what became of it. No step is earlier than the one before, or in the future:
  /// the gateway knows our clock within bounds only, or not yet.
  public static Optional<CommandRow> reported(CommandRow row, CommandReport report, Instant now) {
    Instant said = report.at().isAfter(now) ? now : report.at();
    Instant at = said.isBefore(row.changed()) ? row.changed() : said;
    return move(row, report.state(), at, report.reason(), report.output())
        .map(moved -> said(moved, report.state()));
  }

  /// Somebody does not want it any more. Where its gateway cannot have it, it is cancelled for
  /// certain; else the gateway is asked.
  public static Optional<CommandRow> withdraw(CommandRow row, String reason, Instant now) {
    return switch (row.state()) {
      case ACCEPTED, STORED, AT_GATEWAY ->
          row.offered().isEmpty() && row.state() != CommandState.AT_GATEWAY
              ? move(row, CommandState.CANCELLED, now, Optional.of(reason), row.output())
              : row.withdrawal().isPresent()
                  ? Optional.empty()
                  : Optional.of(row.with(new Withdrawal(reason, false)));
      case AT_DEVICE, EXECUTED, FAILED, EXPIRED, CANCELLED -> Optional.empty();
    };
  }

  /// The gateway has answered to a withdrawal.
  ///
  /// @param state where it said the command stands
  public static Optional<CommandRow> withdrawn(CommandRow row, CommandState state, Instant now) {
    return switch (state) {
      case CANCELLED, FAILED, EXPIRED ->
          move(row, state, now, row.withdrawal().map(Withdrawal::reason), row.output());
      case AT_DEVICE ->
          move(row, state, now, Optional.empty(), row.output())
              .or(() -> Optional.of(row))
              .map(moved -> said(moved, state));
      // What the device gave back comes with the report.
      case ACCEPTED, STORED, AT_GATEWAY, EXECUTED -> Optional.of(said(row, state));
    };
  }

  /// A command that wants to act now and cannot reach its device.
  public static CommandRow unreachable(CommandRow row, String reason) {
    return row.moved(CommandState.FAILED, row.changed(), Optional.of(reason), Json.object());
  }

  /// A newer command of the same device and action takes its place, if that one replaces.
  public static Optional<CommandRow> replaced(CommandRow row, CommandRow newer, Instant now) {
    return row.device().equals(newer.device())
            && row.action().equals(newer.action())
            && row.number() < newer.number()
            && row.isQueued()
        ? withdraw(row, "replaced by " + newer.id(), now)
        : Optional.empty();
  }

  /// Time has passed.
  public static Optional<CommandRow> late(CommandRow row, Instant now, Patience patience) {
    boolean sent = row.offered().isPresent() || row.state() != CommandState.STORED;
    if (!row.isQueued()
        && row.state() == CommandState.STORED
        && !now.isBefore(row.created().plus(patience.now()))) {
      String reason = "the gateway could not be reached at once";
      return sent
          ? withdraw(row, reason, now).or(() -> expired(row, now, patience))
          : move(row, CommandState.FAILED, now, Optional.of(reason), row.output());
    }
    if (!sent) {
      return now.isBefore(row.deadline()) || row.state().isFinal()
          ? Optional.empty()
          : move(
              row,
              CommandState.EXPIRED,
              now,
              Optional.of("the deadline passed before the gateway took the command"),
              row.output());
    }
    return expired(row, now, patience);
  }

  /// It may have been sent: the gateway is given some time to speak.
  private static Optional<CommandRow> expired(CommandRow row, Instant now, Patience patience) {
    return row.state().isFinal() || now.isBefore(row.deadline().plus(patience.grace()))
        ? Optional.empty()
        : move(
            row, CommandState.EXPIRED, now, Optional.of("no word from the gateway"), row.output());
  }

  /// The gateway has spoken: a withdrawal that comes to nothing is too late.
  private static CommandRow said(CommandRow row, CommandState state) {
    boolean late =
        switch (state) {
          case AT_DEVICE, EXECUTED, FAILED -> true;
          case ACCEPTED, STORED, AT_GATEWAY, EXPIRED, CANCELLED -> false;
        };
    return late && row.withdrawal().isPresent()
        ? row.with(new Withdrawal(row.withdrawal().get().reason(), true))
        : row;
  }

  private static Optional<String> why(Refusal refusal) {
    return Optional.of("the gateway refused: " + refusal.message());
  }
}
