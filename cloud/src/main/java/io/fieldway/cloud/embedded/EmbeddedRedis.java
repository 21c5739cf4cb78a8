package io.fieldway.cloud.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.embedded.core.ExecutableProvider;

/// A redis-server on a free loopback port with a random password and nothing on disk.
///
/// When it dies, it is started again on the same port with the same password. When this process
/// dies, however it does, the child dies too ([RedisChild]).
public final class EmbeddedRedis implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRedis.class);

  /// How often a port that another program took meanwhile is exchanged before starting fails.
  private static final int PORT_ATTEMPTS = 5;

  private final EmbeddedRedisConfig config;
  private final Path executable;
  private final RedisConfiguration configuration;
  private final AtomicLong restarts = new AtomicLong();
  private final Thread supervisor;

  private volatile RedisChild child;
  private volatile boolean closing;

  private EmbeddedRedis(
      EmbeddedRedisConfig config,
      Path executable,
      RedisConfiguration configuration,
      RedisChild child) {
    this.config = config;
    this.executable = executable;
    this.configuration = configuration;
    this.child = child;
    this.supervisor = Thread.ofVirtual().name("embedded-redis").unstarted(this::supervise);
  }

  /// Starts the server and returns when it answers.
  ///
  /// @throws UncheckedIOException where it does not; the message says what else can be done
  public static EmbeddedRedis start(EmbeddedRedisConfig config) {
    try {
      Path directory = Files.createDirectories(config.directory());
      Path executable =
          ExecutableProvider.newJarResourceProvider(directory.toFile()).get().toPath();
      for (int attempt = 1; ; attempt++) {
        RedisConfiguration configuration = RedisConfiguration.write(config);
        RedisChild child = RedisChild.spawn(executable, configuration);
        if (child.answersWithin(config.startTimeout())) {
          EmbeddedRedis redis = new EmbeddedRedis(config, executable, configuration, child);
          redis.supervisor.start();
          LOG.info("Embedded Redis on port {}, pid {}", configuration.port(), child.pid());
          return redis;
        }
        child.kill();
        if (attempt == PORT_ATTEMPTS) {
          throw new IOException("redis-server does not answer; see " + configuration.log());
        }
      }
    } catch (IOException | RuntimeException e) {
      String sentence =
          "The embedded Redis cannot be started in "
              + config.directory()
              + " ("
              + e.getMessage()
              + "); name a server with --redis.";
      throw new UncheckedIOException(sentence, new IOException(sentence, e));
    }
  }

  /// The server's address with its password, as a client takes it.
  public String url() {
    return "redis://:" + configuration.password() + "@127.0.0.1:" + configuration.port();
  }

  public int port() {
    return configuration.port();
  }

  /// The process id of the redis-server that runs now.
  public long pid() {
    return child.pid();
  }

  /// How often it died and was started again.
  public long restarts() {
    return restarts.get();
  }

  @Override
  public void close() {
    closing = true;
    supervisor.interrupt();
    child.kill();
  }

  private void supervise() {
    Backoff backoff = new Backoff(config.firstRestartDelay(), config.lastRestartDelay());
    while (!closing) {
      try {
        Duration lived = child.awaitDeath();
        if (closing) {
          return;
        }
        Duration delay = backoff.next(lived);
        LOG.warn("Embedded Redis died after {} ms, starts again", lived.toMillis());
        TimeUnit.NANOSECONDS.sleep(delay.toNanos());
        restart();
      } catch (IOException e) {
        LOG.warn("Embedded Redis cannot be started: {}", e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void restart() throws IOException {
    RedisChild next = RedisChild.spawn(executable, configuration);
    restarts.incrementAndGet();
    child = next;
    if (closing) {
      next.kill();
    }
  }
}
