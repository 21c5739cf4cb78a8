package io.fieldway.cloud.machine.session;

import io.fieldway.wire.channel.AuthAccepted;
import io.fieldway.wire.channel.AuthChallenge;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.Registrations;
import io.fieldway.wire.telemetry.StreamId;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What can happen to a session. A `request` names an acknowledgement that the gateway waits for.
public sealed interface SessionEvent {

  /// The gateway said `auth`.
  record Auth(long request, JsonNode body) implements SessionEvent {}

  /// Somebody said `join`.
  record Join(long request, JsonNode body) implements SessionEvent {}

  /// What joining has come to.
  ///
  /// @param over whether the socket closes
  record Joined(long request, JsonNode answer, boolean over) implements SessionEvent {}

  /// A nonce is ready.
  record NonceMade(long request, AuthChallenge challenge) implements SessionEvent {}

  /// The proof is good.
  ///
  /// @param devices every device that was ever registered at this gateway
  record Verified(long request, AuthAccepted answer, Set<String> devices) implements SessionEvent {}

  /// The gateway cannot go on now.
  ///
  /// @param closes whether the socket closes
  record Denied(long request, Refusal refusal, boolean closes) implements SessionEvent {}

  /// The gateway said `data`.
  ///
  /// @param room whether the queue takes more
  record Data(long request, JsonNode body, boolean room) implements SessionEvent {}

  /// The queue has taken a batch.
  record Queued(long request, String entry) implements SessionEvent {}

  /// The queue has not taken a batch.
  record NotQueued(long request) implements SessionEvent {}

  /// Everything of the stream up to this sequence is in the database.
  ///
  /// @param credit what the gateway may have under way now; empty for no bound
  record Committed(StreamId stream, long committed, OptionalLong credit) implements SessionEvent {
    public Committed(StreamId stream, long committed) {
      this(stream, committed, OptionalLong.empty());
    }
  }

  /// The committer found a hole before a batch.
  record NotContiguous(StreamId stream, long expected, String entry) implements SessionEvent {}

  /// The gateway said `heartbeat`.
  record Beat(long request, JsonNode body) implements SessionEvent {}

  /// The gateway said `command.state`.
  record Report(long request, JsonNode body) implements SessionEvent {}

  /// The gateway said `twin.sync`.
  record TwinsMet(long request, JsonNode body) implements SessionEvent {}

  /// The gateway said `twin.reported`.
  record TwinsReported(long request, JsonNode body) implements SessionEvent {}

  /// The gateway said `blob.begin`, `blob.chunk` or `blob.end`.
  record BlobSaid(long request, String event, JsonNode body) implements SessionEvent {}

  /// The gateway said something else.
  record Unknown(long request, String event) implements SessionEvent {}

  /// The gateway's devices or models are others now.
  ///
  /// @param devices every device that was ever registered at this gateway
  record Registered(Registrations registrations, Set<String> devices) implements SessionEvent {}

  /// A newer session of the gateway has begun.
  record Fenced() implements SessionEvent {}

  /// The gateway is revoked.
  record Revoked() implements SessionEvent {}

  /// The socket has gone.
  record Disconnected() implements SessionEvent {}

  /// The gateway has taken too long to show who it is.
  record Overdue() implements SessionEvent {}

  /// Time has passed.
  record Tick() implements SessionEvent {}
}
