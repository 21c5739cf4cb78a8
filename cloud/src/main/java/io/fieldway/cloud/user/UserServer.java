package io.fieldway.cloud.user;

import io.fieldway.cloud.database.SqlAudit;
import io.fieldway.cloud.database.SqlDatabase;
import io.fieldway.cloud.queue.Feed;
import io.fieldway.cloud.user.mesh.MeshPages;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/// The user server's parts.
@Configuration(proxyBeanMethods = false)
@Import({SignInController.class, LiveController.class, PageController.class, MeshPages.class})
public class UserServer {
  @Bean
  UserConfig userConfig() {
    return UserConfig.DEFAULTS;
  }

  @Bean
  Assets assets() {
    return Assets.load();
  }

  @Bean
  PageFiles pageFiles(Assets assets) {
    return new PageFiles(assets);
  }

  @Bean
  SqlAudit userAudit(SqlDatabase database) {
    return new SqlAudit(database);
  }

  @Bean
  SignInLinks signInLinks(SqlSignIn store, UserConfig config, Clock clock) {
    return new SignInLinks(store, config, clock);
  }

  @Bean
  LiveStream liveStream(Feed feed, UserConfig config, MeterRegistry meters) {
    return new LiveStream(feed, config, meters);
  }
}
