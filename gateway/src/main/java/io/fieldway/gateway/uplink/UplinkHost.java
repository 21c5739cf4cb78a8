package io.fieldway.gateway.uplink;

import io.fieldway.wire.channel.Command;
import io.fieldway.wire.channel.CommandCancel;
import io.fieldway.wire.channel.Heartbeat;
import io.fieldway.wire.channel.Registrations;
import io.fieldway.wire.channel.TwinPatches;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// What the uplink needs from the gateway. Called on the gateway's loop.
public interface UplinkHost {
  /// The platform has told which devices and models this gateway has.
  void registrations(Registrations registrations);

  /// A session has begun.
  void linked();

  /// A command has come; `answer` hears what to say, from any thread.
  void command(Command command, Consumer<JsonNode> answer);

  /// The platform withdraws a command; `answer` hears what to say, from any thread.
  void cancel(CommandCancel cancel, Consumer<JsonNode> answer);

  /// The platform has answered.
  ///
  /// @param platform its time when it did, where it tells it
  /// @param roundTrip how long ago it was asked
  void time(Optional<Instant> platform, Duration roundTrip);

  /// The session is over.
  void unlinked();

  /// The platform desires something of devices; `answer` hears what to say, from any thread.
  void desired(TwinPatches patches, Consumer<JsonNode> answer);

  /// The platform has found twins that have drifted.
  void drifted(List<String> devices);

  /// The gateway's state now.
  Heartbeat heartbeat();
}
