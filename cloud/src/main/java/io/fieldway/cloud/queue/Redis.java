package io.fieldway.cloud.queue;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connections of one process to Redis. While Redis is away every command fails at once instead
/// of piling up, and connections come back by themselves.
public final class Redis implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Redis.class);
  private static final Duration QUIET_SHUTDOWN = Duration.ZERO;
  private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(2);
  private static final int EVENT_LOOPS = 2;

  private final QueueConfig config;
  private final ClientResources resources;
  private final RedisClient client;
  private final StatefulRedisConnection<String, String> shared;
  private final LongAdder lost = new LongAdder();

  private Redis(QueueConfig config, ClientResources resources, RedisClient client) {
    this.config = config;
    this.resources = resources;
    this.client = client;
    this.shared = client.connect();
  }

  /// Connects.
  ///
  /// @throws UncheckedIOException where nobody answers; the message names the server
  public static Redis connect(QueueConfig config) {
    RedisURI uri = RedisURI.create(config.url());
    uri.setTimeout(config.commandTimeout());
    ClientResources resources =
        ClientResources.builder()
            .ioThreadPoolSize(EVENT_LOOPS)
            .computationThreadPoolSize(EVENT_LOOPS)
            .reconnectDelay(
                Delay.exponential(
                    Duration.ofMillis(10), config.maxReconnectDelay(), 2, TimeUnit.MILLISECONDS))
            .build();
    RedisClient client = RedisClient.create(resources, uri);
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            // What was under way when the connection broke fails; nothing is sent twice unseen.
            .replayFilter(_ -> true)
            .requestQueueSize(config.maxRequests())
            .timeoutOptions(TimeoutOptions.enabled(config.commandTimeout()))
            .build());
    try {
      Redis redis = new Redis(config, resources, client);
      LOG.info("Redis at {}:{} connected", uri.getHost(), uri.getPort());
      return redis;
    } catch (RedisException e) {
      stop(client, resources);
      String sentence =
          "Redis does not answer at "
              + uri.getHost()
              + ":"
              + uri.getPort()
              + "; choose another with --redis, or leave it out for the embedded one.";
      throw new UncheckedIOException(sentence, new IOException(sentence, e));
    }
  }

  public QueueConfig config() {
    return config;
  }

  /// Whether Redis answers now.
  public boolean answers() {
    try {
      return "PONG".equals(await(async().ping()));
    } catch (QueueException e) {
      return false;
    }
  }

  RedisAsyncCommands<String, String> async() {
    return shared.async();
  }

  /// A connection of its own, for reads that block. The caller closes it.
  StatefulRedisConnection<String, String> dedicated() {
    return client.connect();
  }

  StatefulRedisPubSubConnection<String, String> subscriber() {
    return client.connectPubSub();
  }

  /// Waits for a command on a virtual thread.
  ///
  /// @throws QueueException where it fails
  <T> T await(RedisFuture<T> future) {
    try {
      return future.get(2 * config.commandTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw failed(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      throw failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(e);
    }
  }

  /// Lets a command go: where it fails, that is counted and nothing else.
  void unconfirmed(RedisFuture<?> future) {
    future.whenComplete((_, thrown) -> {
      if (thrown != null) {
        lost.increment();
      }
    });
  }

  /// How many commands that nobody waited for have failed.
  public long lost() {
    return lost.sum();
  }

  static QueueException failed(Throwable cause) {
    return cause instanceof QueueException e
        ? e
        : new QueueException("Redis: " + cause.getMessage(), cause);
  }

  @Override
  public void close() {
    shared.close();
    stop(client, resources);
  }

  private static void stop(RedisClient client, ClientResources resources) {
    client.shutdown(QUIET_SHUTDOWN, SHUTDOWN_TIMEOUT);
    Future<Boolean> stopped =
        resources.shutdown(0, SHUTDOWN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    try {
      boolean _ = stopped.get(SHUTDOWN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("Redis's threads have not ended: {}", e.toString());
    }
  }
}
