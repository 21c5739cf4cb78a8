package io.fieldway.cloud;

import io.fieldway.cloud.database.SqlDatabase;
import io.fieldway.cloud.queue.Feed;
import io.fieldway.cloud.queue.Messages;
import io.fieldway.cloud.queue.QueueConfig;
import io.fieldway.cloud.queue.Redis;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What every role finds: the database, Redis and a clock.
@Configuration(proxyBeanMethods = false)
class Shared {
  @Bean
  Clock clock() {
    return Clock.systemUTC();
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
  Feed feed(Redis redis) {
    return new Feed(redis);
  }

  @Bean
  Messages messages(Redis redis) {
    return new Messages(redis);
  }
}
