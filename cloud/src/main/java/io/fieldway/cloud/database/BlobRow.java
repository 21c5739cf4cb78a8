package io.fieldway.cloud.database;

import io.fieldway.wire.channel.BlobBegin;
import java.time.Instant;

/// What is known of a blob.
///
/// @param number names its files
/// @param gateway whom it came from
/// @param changed when it came into its state
public record BlobRow(long number, String gateway, BlobBegin header, State state, Instant changed) {
  /// Where a blob stands.
  public enum State {
    ARRIVING("arriving"),
    STORED("stored"),
    GONE("gone");

    private final String word;

    State(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }

    static State of(String word) {
      for (State each : values()) {
        if (each.word.equals(word)) {
          return each;
        }
      }
      throw new IllegalArgumentException("no state of a blob: " + word);
    }
  }
}
