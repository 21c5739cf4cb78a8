package io.fieldway.cloud;

import io.fieldway.cloud.event.EventServer;
import io.fieldway.cloud.machine.MachineServer;
import io.fieldway.cloud.resource.ResourceServer;
import io.fieldway.cloud.user.Access;
import io.fieldway.cloud.user.Forward;
import io.fieldway.cloud.user.UserServer;
import io.fieldway.cloud.user.mesh.MeshSwitches;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

/// Puts the roles of a process together.
final class Wiring {
  private Wiring() {}

  static ConfigurableApplicationContext start(
      CloudConfig config, String redis, Optional<MeshSwitches> switches) {
    List<Class<?>> parts = new ArrayList<>(List.of(Shared.class, WebShell.class, Access.class));
    for (Role role : config.roles()) {
      parts.add(part(role));
    }
    if (config.resource().isPresent()) {
      parts.add(Forward.class);
    }
    SpringApplication application = new SpringApplication(parts.toArray(Class<?>[]::new));
    application.setWebApplicationType(WebApplicationType.SERVLET);
    application.setBannerMode(Banner.Mode.OFF);
    application.setLogStartupInfo(false);
    application.setRegisterShutdownHook(false);
    application.setListeners(application.getListeners().stream().filter(Wiring::isWanted).toList());
    application.setDefaultProperties(properties(config));
    application.addInitializers(context -> {
      context.getBeanFactory().registerSingleton("cloudConfig", config);
      context.getBeanFactory().registerSingleton("redisUrl", redis);
      switches.ifPresent(each -> context.getBeanFactory().registerSingleton("meshSwitches", each));
    });
    return application.run();
  }

  /// Neither a logging system set up by Spring Boot, since who runs the cloud chooses one, nor
  /// threads that load in advance what is then not used.
  private static boolean isWanted(ApplicationListener<?> listener) {
    return !(listener instanceof LoggingApplicationListener)
        && !listener.getClass().getPackageName().endsWith(".autoconfigure.preinitialize");
  }

  private static Class<?> part(Role role) {
    return switch (role) {
      case MACHINE -> MachineServer.class;
      case RESOURCE -> ResourceServer.class;
      case EVENT -> EventServer.class;
      case USER -> UserServer.class;
    };
  }

  private static Map<String, Object> properties(CloudConfig config) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("server.address", config.webListen().getAddress().getHostAddress());
    properties.put("server.port", config.webListen().getPort());
    config
        .tls()
        .ifPresent(tls -> {
          properties.put("server.ssl.certificate", tls.certificate().toUri().toString());
          properties.put("server.ssl.certificate-private-key", tls.key().toUri().toString());
        });
    properties.put("server.shutdown", "graceful");
    properties.put("spring.lifecycle.timeout-per-shutdown-phase", "3s");
    properties.put("spring.threads.virtual.enabled", true);
    properties.put("spring.jmx.enabled", false);
    properties.put("spring.mvc.problemdetails.enabled", true);
    // Who has no REST hands the question for its description on, or has nothing to describe.
    properties.put("springdoc.api-docs.enabled", config.roles().contains(Role.RESOURCE));
    properties.put("springdoc.api-docs.path", "/api/openapi");
    properties.put("springdoc.paths-to-match", "/api/**");
    properties.put("management.endpoints.web.exposure.include", "health,prometheus");
    return properties;
  }
}
