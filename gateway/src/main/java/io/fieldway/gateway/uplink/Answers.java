package io.fieldway.gateway.uplink;

import io.fieldway.wire.MalformedException;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import tools.jackson.databind.JsonNode;

/// What the platform's refusals mean for the session.
final class Answers {
  private Answers() {}

  /// The refusal in an answer; one that cannot be read is the platform's own fault.
  static Refusal refusal(JsonNode answer) {
    try {
      return Refusal.read(answer);
    } catch (MalformedException e) {
      return Refusal.of(RefusalCode.INTERNAL, String.valueOf(e.getMessage()));
    }
  }

  /// Whether there is no session any more.
  static boolean endsSession(Refusal refusal) {
    return switch (refusal.code()) {
      case NOT_AUTHENTIC,
          REVOKED,
          DIGEST_REFUSED,
          SPENT,
          STALE_NONCE,
          LOCKED_OUT,
          NOT_AUTHENTICATED,
          FENCED ->
          true;
      case MALFORMED, SEQUENCE_GAP, BUSY, UNKNOWN_DEVICE, UNKNOWN_COMMAND, EXPIRED, INTERNAL ->
          false;
      case UNKNOWN_BLOB, CONFLICT, WRONG_OFFSET, WRONG_HASH, TOO_LARGE, NO_ROOM -> false;
    };
  }
}
