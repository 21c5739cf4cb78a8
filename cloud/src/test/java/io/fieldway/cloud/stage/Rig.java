package io.fieldway.cloud.stage;

import io.fieldway.cloud.database.DatabaseConfig;
import io.fieldway.cloud.database.PlatformKey;
import io.fieldway.cloud.database.SqlDatabase;
import io.fieldway.cloud.database.SqlGateways;
import io.fieldway.cloud.database.SqlRegistry;
import io.fieldway.cloud.embedded.EmbeddedRedis;
import io.fieldway.cloud.embedded.EmbeddedRedisConfig;
import io.fieldway.cloud.queue.Feed;
import io.fieldway.cloud.queue.Messages;
import io.fieldway.cloud.queue.QueueConfig;
import io.fieldway.cloud.queue.Redis;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/// A Redis, a database and a platform key: what the servers stand on, without the servers.
public final class Rig implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final EmbeddedRedis server;
  private final Redis redis;
  private final SqlDatabase database;
  private final PlatformKey platformKey;

  private Rig(EmbeddedRedis server, Redis redis, SqlDatabase database, PlatformKey platformKey) {
    this.server = server;
    this.redis = redis;
    this.database = database;
    this.platformKey = platformKey;
  }

  public static Rig start(Path data) {
    EmbeddedRedis server = EmbeddedRedis.start(EmbeddedRedisConfig.of(data.resolve("redis")));
    return new Rig(
        server,
        Redis.connect(QueueConfig.of(server.url())),
        SqlDatabase.open(DatabaseConfig.of(data)),
        PlatformKey.in(data));
  }

  public Redis redis() {
    return redis;
  }

  public SqlDatabase database() {
    return database;
  }

  public PlatformKey platformKey() {
    return platformKey;
  }

  public Messages messages() {
    return new Messages(redis);
  }

  public Feed feed() {
    return new Feed(redis);
  }

  /// Registers a gateway.
  ///
  /// @return its key
  public Bytes gateway(String id) {
    Bytes key = Bytes.utf8("the key of " + id);
    new SqlGateways(database).create(id, id, platformKey.seal(id, key), Instant.now());
    return key;
  }

  /// Registers a valve.
  public void valve(String id, String gateway) {
    SqlRegistry registry = new SqlRegistry(database);
    registry.putModel(Samples.valve(), Instant.now());
    registry.putDevice(id, id, gateway, "valve", Instant.now());
  }

  /// Kills Redis as with `kill -9` and waits until it is there again, empty, and our connections
  /// too.
  public void killRedis() throws IOException, InterruptedException {
    long before = server.pid();
    new ProcessBuilder("kill", "-9", Long.toString(before)).start().waitFor();
    await("Redis is back").until(() -> server.pid() != before && redis.answers());
  }

  public static ConditionFactory await(String what) {
    return Awaitility.await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(20));
  }

  @Override
  public void close() {
    redis.close();
    database.close();
    server.close();
  }
}
