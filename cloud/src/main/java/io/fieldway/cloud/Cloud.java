package io.fieldway.cloud;

import io.fieldway.cloud.database.SqlDatabase;
import io.fieldway.cloud.embedded.EmbeddedRedis;
import io.fieldway.cloud.embedded.EmbeddedRedisConfig;
import io.fieldway.cloud.machine.Machine;
import io.fieldway.cloud.user.SignInLinks;
import io.fieldway.cloud.user.mesh.MeshSwitches;
import io.fieldway.wire.config.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/// One cloud process: the roles of its configuration, with an embedded Redis where none is named.
public final class Cloud implements AutoCloseable {
  private final CloudConfig config;
  private final String redis;
  private final Optional<EmbeddedRedis> embedded;
  private final ConfigurableApplicationContext context;

  private Cloud(
      CloudConfig config,
      String redis,
      Optional<EmbeddedRedis> embedded,
      ConfigurableApplicationContext context) {
    this.config = config;
    this.redis = redis;
    this.embedded = embedded;
    this.context = context;
  }

  /// Starts every role and returns when all listeners are open.
  ///
  /// @throws IllegalArgumentException where the configuration cannot be followed
  /// @throws UncheckedIOException where a port, disk or server cannot be had; both messages are one
  ///   sentence for the operator
  public static Cloud start(CloudConfig config) {
    return start(config, Optional.empty());
  }

  /// The same for somebody who has the nodes of the mesh at hand.
  ///
  /// @param switches offered to whoever is signed in
  public static Cloud start(CloudConfig config, Optional<MeshSwitches> switches) {
    List<Problem> problems = config.problems();
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          problems.stream()
              .map(each -> "--" + each.key() + " " + each.sentence())
              .collect(Collectors.joining("\n")));
    }
    makePrivate(config.data());
    Optional<EmbeddedRedis> embedded =
        config.redis().isPresent()
            ? Optional.empty()
            : Optional.of(
                EmbeddedRedis.start(EmbeddedRedisConfig.of(config.data().resolve("redis"))));
    String redis = config.redis().orElseGet(() -> embedded.orElseThrow().url());
    try {
      return new Cloud(config, redis, embedded, Wiring.start(config, redis, switches));
    } catch (RuntimeException e) {
      embedded.ifPresent(EmbeddedRedis::close);
      throw sentence(config, e);
    }
  }

  /// Where people and programs connect: for pages and REST, as far as their servers run here, and
  /// for health and metrics in any case.
  public URI web() {
    if (!(context instanceof WebServerApplicationContext web) || web.getWebServer() == null) {
      throw new IllegalStateException("the web listener is closed");
    }
    return uri(
        new InetSocketAddress(config.webListen().getAddress(), web.getWebServer().getPort()));
  }

  /// Where gateways connect.
  ///
  /// @throws IllegalStateException where the machine server does not run here
  public URI machine() {
    if (!config.roles().contains(Role.MACHINE)) {
      throw new IllegalStateException("no machine server in this process");
    }
    int port = context.getBean(Machine.class).address().getPort();
    return uri(new InetSocketAddress(config.machineListen().getAddress(), port));
  }

  /// A new one-time link that signs a person in.
  ///
  /// @throws IllegalStateException where the user server does not run here
  public URI signInLink() {
    if (!config.roles().contains(Role.USER)) {
      throw new IllegalStateException("no user server in this process");
    }
    return context.getBean(SignInLinks.class).make(web());
  }

  /// The Redis in use, with its password.
  public String redis() {
    return redis;
  }

  /// The database in use, without its password.
  public String database() {
    return context.getBean(SqlDatabase.class).address();
  }

  /// The embedded Redis, where this process has one.
  public Optional<EmbeddedRedis> embeddedRedis() {
    return embedded;
  }

  @Override
  public void close() {
    context.close();
    embedded.ifPresent(EmbeddedRedis::close);
  }

  /// A new data directory is its owner's alone; one that was there keeps what its owner chose.
  private static void makePrivate(Path data) {
    try {
      if (!Files.exists(data)) {
        Files.createDirectories(data);
        PosixFileAttributeView posix =
            Files.getFileAttributeView(data, PosixFileAttributeView.class);
        if (posix != null) {
          posix.setPermissions(PosixFilePermissions.fromString("rwx------"));
        }
      }
    } catch (IOException e) {
      String sentence =
          "The data directory " + data + " cannot be made (" + e + "); choose another with --data.";
      throw new UncheckedIOException(sentence, e);
    }
  }

  private URI uri(InetSocketAddress address) {
    String scheme = config.tls().isPresent() ? "https" : "http";
    String host = address.getAddress().getHostAddress();
    return URI.create(
        scheme
            + "://"
            + (host.contains(":") ? "[" + host + "]" : host)
            + ":"
            + address.getPort()
            + "/");
  }

  /// What an operator should read of a failed start.
  private static RuntimeException sentence(CloudConfig config, Throwable thrown) {
    return switch (thrown) {
      case PortInUseException _ -> {
        String taken = Listeners.taken("--web", config.webListen());
        yield new UncheckedIOException(taken, new IOException(taken, thrown));
      }
      case UncheckedIOException e -> e;
      case IllegalArgumentException e -> e;
      default ->
          thrown.getCause() == null
              ? new IllegalStateException(thrown)
              : sentence(config, thrown.getCause());
    };
  }
}
