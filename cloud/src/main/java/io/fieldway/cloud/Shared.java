package io.fieldway.cloud;

import io.fieldway.cloud.blob.BlobStore;
import io.fieldway.cloud.database.PlatformKey;
import io.fieldway.cloud.database.SqlBlobs;
import io.fieldway.cloud.database.SqlDatabase;
import io.fieldway.cloud.database.SqlPlatformKey;
import io.fieldway.cloud.event.EventConfig;
import io.fieldway.cloud.machine.MachineConfig;
import io.fieldway.cloud.queue.Feed;
import io.fieldway.cloud.queue.Messages;
import io.fieldway.cloud.queue.QueueConfig;
import io.fieldway.cloud.queue.Redis;
import io.fieldway.cloud.resource.ResourceConfig;
import io.fieldway.cloud.user.ForwardConfig;
import io.fieldway.cloud.user.mesh.MeshViewConfig;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.ZoneOffset;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/// What every role finds: the database, Redis and a clock.
@Configuration(proxyBeanMethods = false)
class Shared {
  @Bean
  Clock clock() {
    // As fine as the database keeps time, so that what is answered is what is found again.
    return Clock.tickMillis(ZoneOffset.UTC);
  }

  @Bean
  SqlDatabase database(CloudConfig config) {
    return SqlDatabase.open(config.databaseConfig());
  }

  @Bean
  Redis redis(String redisUrl) {
    return Redis.connect(QueueConfig.of(redisUrl));
  }

  @Bean
  MeterBinder sharedMeters(SqlDatabase database, Redis redis) {
    return meters -> {
      Gauge.builder("fieldway.database.waiting", database, SqlDatabase::waitingWrites)
          .description("Writes that wait for the writer, or run")
          .register(meters);
      FunctionCounter.builder("fieldway.redis.lost", redis, Redis::lost)
          .description("Commands to Redis that failed and nobody waited for")
          .register(meters);
    };
  }

  /// Made for those only who open or seal gateways' keys.
  @Bean
  @Lazy
  PlatformKey platformKey(CloudConfig config, SqlDatabase database) {
    PlatformKey key = PlatformKey.at(config.platformKeyFile());
    if (!new SqlPlatformKey(database).isOrBecomes(key)) {
      String sentence =
          "The platform's key "
              + config.platformKeyFile()
              + " is not the one that the gateways' keys in "
              + database.address()
              + " are sealed with: give that file with --platform-key, or a copy of it.";
      throw new UncheckedIOException(sentence, new IOException(sentence));
    }
    return key;
  }

  @Bean
  MachineConfig machineConfig(CloudConfig config) {
    return config.machineConfig();
  }

  @Bean
  ResourceConfig resourceConfig(CloudConfig config) {
    return config.resourceConfig();
  }

  @Bean
  EventConfig eventConfig(CloudConfig config) {
    return config.eventConfig();
  }

  @Bean
  ForwardConfig forwardConfig(CloudConfig config) {
    return config.forwardConfig();
  }

  @Bean
  MeshViewConfig meshViewConfig(CloudConfig config) {
    return config.meshViewConfig();
  }

  @Bean
  BlobStore blobStore(CloudConfig config, SqlDatabase database, MeterRegistry meters, Clock clock) {
    return BlobStore.open(config.blobConfig(), new SqlBlobs(database), meters, clock);
  }

  @Bean
  Feed feed(Redis redis) {
    return new Feed(redis);
  }

  @Bean
  Messages messages(Redis redis) {
    return new Messages(redis);
  }
}
