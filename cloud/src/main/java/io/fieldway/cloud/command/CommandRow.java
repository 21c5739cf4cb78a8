package io.fieldway.cloud.command;

import io.fieldway.wire.Json;
import io.fieldway.wire.channel.Command;
import io.fieldway.wire.channel.Command.Place;
import io.fieldway.wire.channel.CommandState;
import io.fieldway.wire.model.QueuePolicy;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A command and where it stands.
///
/// @param number rises with every command; 0 until it is stored
/// @param input an empty object where the action takes none
/// @param changed when it came into its state
/// @param output what the action returned; an empty object where nothing, or not yet
/// @param created never earlier than that of a lower number
/// @param offered when it was first about to be sent: before, its gateway cannot have it
/// @param group what it was ordered together with
public record CommandRow(
    String id,
    long number,
    String device,
    String gateway,
    String action,
    JsonNode input,
    Terms terms,
    CommandState state,
    Instant changed,
    Optional<String> reason,
    JsonNode output,
    Instant created,
    Optional<Instant> offered,
    Optional<Withdrawal> withdrawal,
    Optional<String> group) {

  /// One state it has been in.
  public record Step(CommandState state, Instant at, Optional<String> reason) {}

  /// What is ordered: an action of a device, and the device's gateway.
  public record Target(String device, String gateway, String action, JsonNode input) {}

  /// A new command.
  public static CommandRow stored(String id, Target target, Terms terms, Instant now) {
    return new CommandRow(
        id,
        0,
        target.device,
        target.gateway,
        target.action,
        target.input,
        terms,
        CommandState.STORED,
        now,
        Optional.empty(),
        Json.object(),
        now,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public Instant deadline() {
    return terms.deadline();
  }

  /// Where it stands among the others.
  public Place place() {
    Instant due = terms.notBefore().filter(created::isBefore).orElse(created);
    return new Place(due, number);
  }

  /// Whether it takes its turn at the device.
  boolean isQueued() {
    return terms.policy() != QueuePolicy.NOW_ONLY;
  }

  /// Whether its gateway is to be asked to cancel it.
  public boolean cancelling() {
    return !state.isFinal() && withdrawal.filter(each -> !each.late()).isPresent();
  }

  /// As its gateway is told of it.
  public Command command() {
    return new Command(
        id, device, action, input, place(), terms.policy(), terms.notBefore(), terms.deadline());
  }

  /// The same with the place that the store gave it.
  public CommandRow numbered(long place, Instant at) {
    return new CommandRow(
        id,
        place,
        device,
        gateway,
        action,
        input,
        terms,
        state,
        at,
        reason,
        output,
        at,
        offered,
        withdrawal,
        group);
  }

  public CommandRow in(String together) {
    return new CommandRow(
        id,
        number,
        device,
        gateway,
        action,
        input,
        terms,
        state,
        changed,
        reason,
        output,
        created,
        offered,
        withdrawal,
        Optional.of(together));
  }

  /// The same command in its next state.
  CommandRow moved(CommandState next, Instant at, Optional<String> why, JsonNode result) {
    return new CommandRow(
        id,
        number,
        device,
        gateway,
        action,
        input,
        terms,
        next,
        at,
        why,
        result,
        created,
        offered,
        withdrawal,
        group);
  }

  CommandRow offeredAt(Instant now) {
    return new CommandRow(
        id,
        number,
        device,
        gateway,
        action,
        input,
        terms,
        state,
        changed,
        reason,
        output,
        created,
        Optional.of(now),
        withdrawal,
        group);
  }

  CommandRow with(Withdrawal wanted) {
    return new CommandRow(
        id,
        number,
        device,
        gateway,
        action,
        input,
        terms,
        state,
        changed,
        reason,
        output,
        created,
        offered,
        Optional.of(wanted),
        group);
  }
}
