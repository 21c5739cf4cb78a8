package io.fieldway.cloud.resource;

import io.fieldway.cloud.blob.BlobStore;
import io.fieldway.cloud.database.PlatformKey;
import io.fieldway.cloud.database.SqlAudit;
import io.fieldway.cloud.database.SqlBlobs;
import io.fieldway.cloud.database.SqlCommands;
import io.fieldway.cloud.database.SqlCommit;
import io.fieldway.cloud.database.SqlCompleteness;
import io.fieldway.cloud.database.SqlDatabase;
import io.fieldway.cloud.database.SqlGateways;
import io.fieldway.cloud.database.SqlJoinCodes;
import io.fieldway.cloud.database.SqlRegistry;
import io.fieldway.cloud.database.SqlTelemetry;
import io.fieldway.cloud.database.SqlTwins;
import io.fieldway.cloud.queue.BatchReader;
import io.fieldway.cloud.queue.Feed;
import io.fieldway.cloud.queue.Messages;
import io.fieldway.cloud.queue.Redis;
import io.fieldway.cloud.queue.Sessions;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/// The resource server's parts.
@Configuration(proxyBeanMethods = false)
@Import(Problems.class)
public class ResourceServer {
  @Bean
  PointRate pointRate(ResourceConfig config) {
    return new PointRate(config.ratePeriod());
  }

  @Bean
  CommitLoop commitLoop(
      ResourceConfig config,
      SqlDatabase database,
      Redis redis,
      Messages messages,
      Feed feed,
      MeterRegistry meters,
      PointRate rate,
      Clock clock) {
    CommitMetrics metrics = new CommitMetrics(meters, rate);
    BatchReader queue = new BatchReader(redis);
    Committer committer =
        new Committer(
            config,
            queue,
            new SqlCommit(database),
            new SqlRegistry(database),
            messages,
            feed,
            metrics,
            clock);
    CommitLoop loop = new CommitLoop(config, committer, metrics, queue);
    loop.start();
    return loop;
  }

  @Bean
  OverviewController overviewController(
      ResourceConfig config, SqlDatabase database, PointRate rate, Clock clock) {
    return new OverviewController(
        config,
        new SqlGateways(database),
        new SqlRegistry(database),
        new SqlTelemetry(database),
        rate,
        clock);
  }

  @Bean
  GatewayController gatewayController(
      ResourceConfig config,
      SqlDatabase database,
      PlatformKey platformKey,
      Redis redis,
      Clock clock) {
    return new GatewayController(
        config,
        new SqlGateways(database),
        new SqlAudit(database),
        platformKey,
        new Sessions(redis),
        clock);
  }

  @Bean
  TrustController trustController(
      ResourceConfig config,
      SqlDatabase database,
      PlatformKey platformKey,
      Messages messages,
      MachineAddress machine,
      Clock clock) {
    return new TrustController(
        config,
        new SqlGateways(database),
        new SqlJoinCodes(database),
        new SqlAudit(database),
        platformKey,
        messages,
        machine,
        clock);
  }

  @Bean
  AuditController auditController(ResourceConfig config, SqlDatabase database) {
    return new AuditController(config, new SqlAudit(database));
  }

  @Bean
  CompletenessController completenessController(
      ResourceConfig config, SqlDatabase database, Clock clock) {
    return new CompletenessController(
        config, new SqlGateways(database), new SqlCompleteness(database), clock);
  }

  @Bean
  ModelController modelController(SqlDatabase database, Messages messages, Clock clock) {
    return new ModelController(new SqlRegistry(database), messages, clock);
  }

  @Bean
  DeviceController deviceController(
      ResourceConfig config, SqlDatabase database, Messages messages, Clock clock) {
    return new DeviceController(
        config,
        new SqlRegistry(database),
        new SqlGateways(database),
        new SqlTelemetry(database),
        messages,
        clock);
  }

  @Bean
  TelemetryController telemetryController(
      ResourceConfig config, SqlDatabase database, Clock clock) {
    return new TelemetryController(
        config, new SqlRegistry(database), new SqlTelemetry(database), clock);
  }

  @Bean
  TwinController twinController(SqlDatabase database, Messages messages, Feed feed, Clock clock) {
    return new TwinController(
        new SqlRegistry(database), new SqlTwins(database), messages, feed, clock);
  }

  @Bean
  BlobController blobController(ResourceConfig config, SqlDatabase database, BlobStore blobStore) {
    return new BlobController(config, new SqlRegistry(database), new SqlBlobs(database), blobStore);
  }

  @Bean
  CommandController commandController(
      ResourceConfig config, SqlDatabase database, Messages messages, Feed feed, Clock clock) {
    return new CommandController(
        config,
        new SqlRegistry(database),
        new SqlCommands(database),
        new Announcement(messages, feed),
        clock);
  }

  @Bean
  GroupController groupController(
      ResourceConfig config, SqlDatabase database, Messages messages, Feed feed, Clock clock) {
    return new GroupController(
        config,
        new SqlRegistry(database),
        new SqlCommands(database),
        new Announcement(messages, feed),
        clock);
  }
}
