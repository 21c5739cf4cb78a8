package io.fieldway.cloud.database;

import java.util.Locale;

/// Whether a gateway or device lives, as far as the platform knows.
public enum Presence {
  ONLINE,
  OFFLINE,
  /// Its gateway is offline, so nobody can say; or it was never seen.
  UNKNOWN;

  /// The state as it stands in the database, in JSON and in the feed.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Presence of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
