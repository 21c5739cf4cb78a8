package io.fieldway.wire.channel;

/// Why the other side refuses a message.
public enum RefusalCode {
  /// Not a message of the protocol. The session goes on.
  MALFORMED("malformed"),
  /// Unknown gateway or wrong key; which of them is not said. The socket closes.
  NOT_AUTHENTIC("not-authentic"),
  /// The number was used already, has expired, or was never given. The socket closes.
  STALE_NONCE("stale-nonce"),
  /// The gateway is who it says, and was revoked. The socket closes.
  REVOKED("revoked"),
  /// The platform does not take this digest. The socket closes.
  DIGEST_REFUSED("digest-refused"),
  /// The join code was used already, or has expired; the message says which. The socket closes.
  SPENT("spent"),
  /// Too many failures; come back after `retryAfterMillis`. The socket closes.
  LOCKED_OUT("locked-out"),
  /// Something else came before authentication. The socket closes.
  NOT_AUTHENTICATED("not-authenticated"),
  /// A newer session of the gateway took over. The socket closes.
  FENCED("fenced"),
  /// The batch does not begin at `expected`; send again from there. The session goes on.
  SEQUENCE_GAP("sequence-gap"),
  /// No room now; send again after `retryAfterMillis`. The session goes on.
  BUSY("busy"),
  /// No such device at this gateway. The session goes on.
  UNKNOWN_DEVICE("unknown-device"),
  /// No such command. The session goes on.
  UNKNOWN_COMMAND("unknown-command"),
  /// Too late to begin. The session goes on.
  EXPIRED("expired"),
  /// No blob of that name has begun; begin it. The session goes on.
  UNKNOWN_BLOB("unknown-blob"),
  /// The name stands for another blob. The session goes on.
  CONFLICT("conflict"),
  /// The chunk does not begin at `expected`; go on from there. The session goes on.
  WRONG_OFFSET("wrong-offset"),
  /// What came is not what was announced; it is forgotten, begin again. The session goes on.
  WRONG_HASH("wrong-hash"),
  /// More bytes than announced, or than the platform takes. The session goes on.
  TOO_LARGE("too-large"),
  /// No room on the platform's disk; come again after `retryAfterMillis`. The session goes on.
  NO_ROOM("no-room"),
  /// Our fault, counted at the side that says it. The session goes on.
  INTERNAL("internal");

  private final String word;

  RefusalCode(String word) {
    this.word = word;
  }

  /// The code as it stands in a message.
  public String word() {
    return word;
  }
}
