package io.fieldway.wire.telemetry;

/// Why readings are missing that a gateway once took.
public enum GapReason {
  /// The outbox was full, and the oldest had to go.
  FULL("full"),
  /// The outbox was full, and of the oldest every second had to go.
  THINNED("thinned"),
  /// They had waited for longer than they may.
  TOO_OLD("too-old");

  private final String word;

  GapReason(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }

  /// The reason of that word.
  public static GapReason of(String word) {
    for (GapReason each : values()) {
      if (each.word.equals(word)) {
        return each;
      }
    }
    throw new IllegalArgumentException("no reason for a gap: " + word);
  }
}
