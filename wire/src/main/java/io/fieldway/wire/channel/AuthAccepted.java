package io.fieldway.wire.channel;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import io.fieldway.wire.telemetry.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The session has begun.
///
/// @param sessionEpoch raised at every session of the gateway; an older session is fenced
/// @param proof the platform's digest, by which the gateway knows that it speaks with its platform
/// @param heartbeat how often the platform wants to hear the gateway
/// @param registrations the devices and models of the gateway
/// @param resume what the database has committed of each stream; streams it has never seen are
///   absent
/// @param at the platform's time: gateways hold commands by it
/// @param credit entries that may be under way, as in [DataAck]
public record AuthAccepted(
    long sessionEpoch,
    Bytes proof,
    Duration heartbeat,
    Registrations registrations,
    List<Resume> resume,
    Optional<Instant> at,
    OptionalLong credit) {

  /// The highest contiguous sequence of a stream that the database holds.
  public record Resume(StreamId stream, long committed) {}

  /// Most streams in one answer.
  public static final int MAX_STREAMS = 1_000;

  public AuthAccepted(
      long sessionEpoch,
      Bytes proof,
      Duration heartbeat,
      Registrations registrations,
      List<Resume> resume,
      Optional<Instant> at,
      OptionalLong credit) {
    this.sessionEpoch = sessionEpoch;
    this.proof = proof;
    this.heartbeat = heartbeat;
    this.registrations = registrations;
    this.resume = List.copyOf(resume);
    this.at = at;
    this.credit = credit;
  }

  /// From a platform that sets no bound.
  public AuthAccepted(
      long sessionEpoch,
      Bytes proof,
      Duration heartbeat,
      Registrations registrations,
      List<Resume> resume,
      Optional<Instant> at) {
    this(sessionEpoch, proof, heartbeat, registrations, resume, at, OptionalLong.empty());
  }

  /// From a platform that does not tell its time.
  public AuthAccepted(
      long sessionEpoch,
      Bytes proof,
      Duration heartbeat,
      Registrations registrations,
      List<Resume> resume) {
    this(sessionEpoch, proof, heartbeat, registrations, resume, Optional.empty());
  }

  /// The same with a credit.
  public AuthAccepted withCredit(long entries) {
    return new AuthAccepted(
        sessionEpoch, proof, heartbeat, registrations, resume, at, OptionalLong.of(entries));
  }

  public static AuthAccepted read(JsonNode tree) {
    Fields fields = Fields.of("auth answer", tree);
    return new AuthAccepted(
        fields.count("sessionEpoch"),
        Bytes.fromHex("auth answer.proof", fields.text("proof", 128)),
        Duration.ofMillis(fields.whole("heartbeatMillis", 1, Integer.MAX_VALUE)),
        Registrations.read(tree),
        fields.objects("resume", MAX_STREAMS).stream()
            .map(each ->
                new Resume(
                    new StreamId(Ids.read(each, "stream"), each.count("epoch")),
                    each.count("committed")))
            .toList(),
        fields.optionalTime("at"),
        DataAck.creditIn(fields));
  }

  public JsonNode json() {
    ObjectNode tree =
        Json.object()
            .put("ok", true)
            .put("sessionEpoch", sessionEpoch)
            .put("proof", proof.hex())
            .put("heartbeatMillis", heartbeat.toMillis());
    at.ifPresent(time -> tree.put("at", Json.time(time)));
    credit.ifPresent(entries -> tree.put("credit", entries));
    registrations.writeTo(tree);
    ArrayNode all = tree.putArray("resume");
    for (Resume each : resume) {
      all.addObject()
          .put("stream", each.stream.name())
          .put("epoch", each.stream.epoch())
          .put("committed", each.committed);
    }
    return tree;
  }
}
