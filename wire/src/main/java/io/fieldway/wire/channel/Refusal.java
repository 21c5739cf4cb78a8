package io.fieldway.wire.channel;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A no: what was wrong, in a code for programs and a sentence for people.
///
/// @param expected where to send from: a sequence with [RefusalCode#SEQUENCE_GAP], an offset with
///   [RefusalCode#WRONG_OFFSET]
/// @param retryAfter how long to wait, with [RefusalCode#BUSY], [RefusalCode#LOCKED_OUT] and
///   [RefusalCode#NO_ROOM]
public record Refusal(
    RefusalCode code, String message, OptionalLong expected, Optional<Duration> retryAfter) {

  /// Longest message, in characters.
  public static final int MAX_MESSAGE = 1_000;

  public static Refusal of(RefusalCode code, String message) {
    return new Refusal(code, message, OptionalLong.empty(), Optional.empty());
  }

  public static Refusal retryAfter(RefusalCode code, String message, Duration wait) {
    return new Refusal(code, message, OptionalLong.empty(), Optional.of(wait));
  }

  public static Refusal gap(long expected, String message) {
    return new Refusal(
        RefusalCode.SEQUENCE_GAP, message, OptionalLong.of(expected), Optional.empty());
  }

  /// A chunk that does not begin where the blob ends so far.
  public static Refusal wrongOffset(long expected, long came) {
    return new Refusal(
        RefusalCode.WRONG_OFFSET,
        "expected the chunk from " + expected + " on, got the one from " + came,
        OptionalLong.of(expected),
        Optional.empty());
  }

  /// Whether an answer is a refusal: `ok` is false.
  public static boolean is(JsonNode answer) {
    JsonNode ok = answer.path("ok");
    return ok.isBoolean() && !ok.booleanValue();
  }

  public static Refusal read(JsonNode tree) {
    Fields fields = Fields.of("refusal", tree);
    return new Refusal(
        fields.word("code", RefusalCode.class, RefusalCode::word),
        fields.text("message", MAX_MESSAGE),
        fields.has("expected") ? OptionalLong.of(fields.count("expected")) : OptionalLong.empty(),
        fields.has("retryAfterMillis")
            ? Optional.of(Duration.ofMillis(fields.whole("retryAfterMillis", 0, Integer.MAX_VALUE)))
            : Optional.empty());
  }

  public JsonNode json() {
    String text =
        message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE - 1) + "…";
    ObjectNode tree = Json.object().put("ok", false).put("code", code.word()).put("message", text);
    expected.ifPresent(seq -> tree.put("expected", seq));
    retryAfter.ifPresent(wait -> tree.put("retryAfterMillis", wait.toMillis()));
    return tree;
  }
}
