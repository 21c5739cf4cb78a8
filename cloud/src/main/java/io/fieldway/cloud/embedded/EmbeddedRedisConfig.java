package io.fieldway.cloud.embedded;

import java.nio.file.Path;
import java.time.Duration;

/// Bounds of the embedded Redis.
///
/// @param directory where its configuration and log go; made where absent
/// @param maxMemoryBytes Redis refuses what would go beyond (`noeviction`), and batches are then
///   answered busy
/// @param startTimeout how long it may take to answer its first PING
/// @param firstRestartDelay how long to wait before it is started again; doubled each time it dies
///   young
/// @param lastRestartDelay the longest such wait
public record EmbeddedRedisConfig(
    Path directory,
    long maxMemoryBytes,
    Duration startTimeout,
    Duration firstRestartDelay,
    Duration lastRestartDelay) {
  public static EmbeddedRedisConfig of(Path directory) {
    return new EmbeddedRedisConfig(
        directory,
        96L * 1024 * 1024,
        Duration.ofSeconds(10),
        Duration.ofMillis(50),
        Duration.ofSeconds(5));
  }
}
