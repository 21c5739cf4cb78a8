package io.fieldway.wire.twin;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One property in one half of a twin.
///
/// @param seq the half's sequence at its last change
/// @param value as [TwinJson] writes it, not to be changed; empty for what is not desired any more
///   (a tombstone), or was never reported
/// @param at when, by the owner's clock; shown, never compared
/// @param source who or what changed it, such as `reading` or `person`
/// @param mark in the desired half: how far its author knew the reported one; in the reported half:
///   where the value itself changed last
/// @param answer in the reported half: the gateway's word on the desired value
public record TwinEntry(
    long seq,
    Optional<JsonNode> value,
    Instant at,
    String source,
    Stamp mark,
    Optional<Answer> answer) {
  /// Longest source, in characters.
  public static final int MAX_SOURCE = 64;

  TwinEntry at(long place) {
    return new TwinEntry(place, value, at, source, mark, answer);
  }

  static TwinEntry read(Fields fields) {
    return new TwinEntry(
        fields.count("seq"),
        fields.has("value") ? Optional.of(TwinJson.plain(fields, "value")) : Optional.empty(),
        fields.time("at"),
        fields.text("source", MAX_SOURCE),
        fields.has("mark") ? Stamp.read(fields, "mark") : Stamp.NONE,
        fields.has("answer")
            ? Optional.of(Answer.read(fields.object("answer")))
            : Optional.empty());
  }

  JsonNode json() {
    ObjectNode tree = Json.object().put("seq", seq);
    value.ifPresent(each -> tree.set("value", each));
    tree.put("at", Json.time(at)).put("source", source);
    if (!mark.equals(Stamp.NONE)) {
      tree.set("mark", mark.json());
    }
    answer.ifPresent(each -> tree.set("answer", each.json()));
    return tree;
  }
}
