package io.fieldway.cloud.machine;

import io.fieldway.cloud.blob.BlobStore;
import io.fieldway.cloud.database.PlatformKey;
import io.fieldway.cloud.database.SqlAudit;
import io.fieldway.cloud.database.SqlCommands;
import io.fieldway.cloud.database.SqlDatabase;
import io.fieldway.cloud.database.SqlGateways;
import io.fieldway.cloud.database.SqlJoinCodes;
import io.fieldway.cloud.database.SqlPresence;
import io.fieldway.cloud.database.SqlRegistry;
import io.fieldway.cloud.database.SqlTwins;
import io.fieldway.cloud.queue.BatchWriter;
import io.fieldway.cloud.queue.Deadlines;
import io.fieldway.cloud.queue.Feed;
import io.fieldway.cloud.queue.Lockouts;
import io.fieldway.cloud.queue.Messages;
import io.fieldway.cloud.queue.Nonces;
import io.fieldway.cloud.queue.Redis;
import io.fieldway.cloud.queue.Sessions;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The machine server's parts.
@Configuration(proxyBeanMethods = false)
public class MachineServer {
  /// This process's name among the machine servers, as people can read it.
  private static String instance(MachineConfig config) {
    byte[] tail = new byte[4];
    new SecureRandom().nextBytes(tail);
    return config.listen().getHostString()
        + ":"
        + config.listen().getPort()
        + "-"
        + HexFormat.of().formatHex(tail);
  }

  @Bean
  Machine machine(
      MachineConfig config,
      SqlDatabase database,
      PlatformKey platformKey,
      Redis redis,
      Messages messages,
      Feed feed,
      BlobStore blobStore,
      MeterRegistry meters,
      Clock clock) {
    ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    SqlGateways gateways = new SqlGateways(database);
    SqlCommands commands = new SqlCommands(database);
    SqlRegistry registry = new SqlRegistry(database);
    SqlAudit audit = new SqlAudit(database);
    MachineMetrics metrics = new MachineMetrics(meters);
    SqlTwins twins = new SqlTwins(database);
    TwinPost twinPost = new TwinPost(config, twins, feed, metrics, clock, blocking);
    Doorkeeper door =
        new Doorkeeper(
            config,
            new Lockouts(redis, config.maxFailures(), config.lockout()),
            new Lockouts(redis, config.maxFailuresOfAddress(), config.lockout()),
            audit,
            metrics,
            clock);
    Nonces nonces = new Nonces(redis);
    Floor floor =
        new Floor(
            config,
            instance(config),
            new Authenticator(config, door, nonces, gateways, registry, platformKey, clock),
            new Registrar(door, nonces, new SqlJoinCodes(database), platformKey, messages, clock),
            new Desk(
                config,
                new SqlPresence(database),
                commands,
                gateways,
                audit,
                twinPost,
                new Deadlines(redis),
                new Sessions(redis),
                feed,
                clock),
            new CommandPost(config, commands, feed, metrics, clock, blocking),
            twinPost,
            new BlobPost(blobStore, feed, blocking),
            new KeyPost(config, gateways, platformKey, door, blocking),
            new BatchWriter(redis),
            messages,
            gateways,
            new SessionRegistry(),
            new Credits(config.session().credit()),
            metrics,
            clock,
            blocking);
    metrics.gauge(
        "fieldway.gateways.live",
        "Gateways with a session in this process",
        floor.registry(),
        SessionRegistry::liveCount);
    metrics.gauge(
        "fieldway.gateways.open",
        "Open sockets in this process",
        floor.registry(),
        SessionRegistry::openCount);
    metrics.gauge(
        "fieldway.credit.pool",
        "Entries that all gateways of this process may have under way",
        floor.credits(),
        Credits::pool);
    metrics.gauge(
        "fieldway.queue.longest",
        "Batches in the longest partition of the queue",
        floor.queue(),
        BatchWriter::longest);
    return new Machine(floor, twins, registry, messages, blocking);
  }
}
