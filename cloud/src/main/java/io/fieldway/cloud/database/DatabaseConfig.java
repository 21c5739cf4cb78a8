package io.fieldway.cloud.database;

import java.nio.file.Path;
import java.time.Duration;

/// Where the database is, and its bounds.
///
/// @param url a jdbc url of SQLite or PostgreSQL
/// @param data the directory of the platform key
/// @param readers most connections that read at the same time; more readers wait
/// @param patience how long a reader waits for a connection, and a writer for another process's
///   lock, before it fails
/// @param maxWaitingWrites most writes waiting for the one writer; more block their callers
public record DatabaseConfig(
    String url, Path data, int readers, Duration patience, int maxWaitingWrites) {
  /// The SQLite file in the data directory.
  public static DatabaseConfig of(Path data) {
    return of(data, "jdbc:sqlite:" + data.resolve("fieldway.db"));
  }

  public static DatabaseConfig of(Path data, String url) {
    return new DatabaseConfig(url, data, 4, Duration.ofSeconds(10), 1_000);
  }
}
