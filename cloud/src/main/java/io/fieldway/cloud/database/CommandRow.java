package io.fieldway.cloud.database;

import io.fieldway.wire.channel.CommandState;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A command and where it stands.
///
/// @param input an empty object where the action takes none
/// @param changed when it came into its state
/// @param output what the action returned; an empty object where nothing, or not yet
public record CommandRow(
    String id,
    String device,
    String gateway,
    String action,
    JsonNode input,
    Instant deadline,
    CommandState state,
    Instant changed,
    Optional<String> reason,
    JsonNode output,
    Instant created) {

  /// One state it has been in.
  public record Step(CommandState state, Instant at, Optional<String> reason) {}

  /// The same command in its next state.
  CommandRow moved(CommandState next, Instant at, Optional<String> why, JsonNode result) {
    return new CommandRow(
        id, device, gateway, action, input, deadline, next, at, why, result, created);
  }
}
