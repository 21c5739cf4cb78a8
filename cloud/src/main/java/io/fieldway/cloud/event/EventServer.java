package io.fieldway.cloud.event;

import io.fieldway.cloud.database.SqlAudit;
import io.fieldway.cloud.database.SqlCommands;
import io.fieldway.cloud.database.SqlDatabase;
import io.fieldway.cloud.database.SqlPresence;
import io.fieldway.cloud.database.SqlTelemetry;
import io.fieldway.cloud.queue.Deadlines;
import io.fieldway.cloud.queue.Feed;
import io.fieldway.cloud.queue.Redis;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The event server's parts.
@Configuration(proxyBeanMethods = false)
public class EventServer {
  @Bean
  WatchLoop watchLoop(
      EventConfig config,
      SqlDatabase database,
      Redis redis,
      Feed feed,
      MeterRegistry meters,
      Clock clock) {
    Watch watch =
        new Watch(
            config,
            new Deadlines(redis),
            new SqlPresence(database),
            new SqlCommands(database),
            new SqlTelemetry(database),
            new SqlAudit(database),
            feed,
            new EventMetrics(meters));
    return new WatchLoop(config, watch, clock);
  }
}
