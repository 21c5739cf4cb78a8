package io.fieldway.cloud.machine.session;

import io.fieldway.wire.channel.AuthProof;
import io.fieldway.wire.channel.BlobMessage;
import io.fieldway.wire.channel.CommandReport;
import io.fieldway.wire.channel.Heartbeat;
import io.fieldway.wire.channel.JoinProof;
import io.fieldway.wire.channel.JoinRequest;
import io.fieldway.wire.channel.Registrations;
import io.fieldway.wire.channel.TwinPatches;
import io.fieldway.wire.channel.TwinSync;
import io.fieldway.wire.telemetry.StreamId;
import tools.jackson.databind.JsonNode;

/// What must be done, in order.
public sealed interface SessionEffect {

  /// Acknowledge a request.
  record Answer(long request, JsonNode body) implements SessionEffect {}

  /// Let a request go unanswered: its gateway has given it up.
  record Forget(long request) implements SessionEffect {}

  /// Close the socket.
  record Close() implements SessionEffect {}

  /// Make a nonce; [SessionEvent.NonceMade] or [SessionEvent.Denied] follows.
  record Challenge(long request, String gateway) implements SessionEffect {}

  /// Hold a proof against the key; [SessionEvent.Verified] or [SessionEvent.Denied] follows.
  record Verify(long request, AuthProof proof) implements SessionEffect {}

  /// Make a nonce for who has a join code; [SessionEvent.Joined] follows.
  record OfferJoin(long request, JoinRequest asked) implements SessionEffect {}

  /// Hold a proof against the join code; [SessionEvent.Joined] follows.
  record Join(long request, JoinProof proof) implements SessionEffect {}

  /// The session has begun: fence older ones, send what waits.
  record Begin(String gateway, long epoch) implements SessionEffect {}

  /// Put a batch into the queue; [SessionEvent.Queued] or [SessionEvent.NotQueued] follows.
  record Append(long request, String gateway, JsonNode body) implements SessionEffect {}

  /// Store a heartbeat, then answer.
  record StoreBeat(long request, String gateway, long epoch, Heartbeat heartbeat)
      implements SessionEffect {}

  /// Store a report, then answer.
  record StoreReport(long request, String gateway, CommandReport report) implements SessionEffect {}

  /// Find out what the gateway's twins lack, then answer.
  record MeetTwins(long request, String gateway, TwinSync positions) implements SessionEffect {}

  /// Store what is reported, then answer.
  record StoreTwins(long request, String gateway, TwinPatches patches) implements SessionEffect {}

  /// Do with a blob what is said of it, then answer.
  record TakeBlob(long request, String gateway, BlobMessage message) implements SessionEffect {}

  /// Write down for people that the gateway has tried what it must not.
  record Accuse(String gateway, String kind, String detail) implements SessionEffect {}

  /// Tell the gateway of its devices and models.
  record SendModel(Registrations registrations) implements SessionEffect {}

  /// Look into the database how far a stream is committed; [SessionEvent.Committed] follows.
  record LookUp(String gateway, StreamId stream) implements SessionEffect {}

  /// The session is over: forget it.
  record End(String gateway) implements SessionEffect {}
}
