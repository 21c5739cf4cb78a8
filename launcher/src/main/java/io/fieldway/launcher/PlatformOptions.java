package io.fieldway.launcher;

import io.fieldway.cloud.CloudConfig;
import io.fieldway.cloud.Role;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The platform's options, as `cloud` and `demo` share them.
final class PlatformOptions {
  @Option(
      names = "--web",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:8400",
      description = "Where web pages and REST are served.")
  InetSocketAddress web;

  @Option(
      names = "--machine",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:8401",
      description = "Where gateways connect (Socket.IO).")
  InetSocketAddress machine;

  @Option(
      names = "--redis",
      paramLabel = "URL",
      description =
          "A Redis server, such as redis://user:password@host:6379/0; the default is an embedded"
              + " one.")
  @Nullable String redis;

  @Option(
      names = "--database",
      paramLabel = "URL",
      description =
          "A database, such as jdbc:postgresql://host/fieldway?user=u&password=p; the default is"
              + " an SQLite file in the data directory.")
  @Nullable String database;

  @Option(
      names = "--heartbeat",
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "How often gateways and devices show that they live.")
  Duration heartbeat;

  @Option(
      names = "--tls-certificate",
      paramLabel = "FILE",
      description = "A PEM certificate chain for both listeners; needs --tls-key.")
  @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "The certificate's private key, PKCS #8 PEM, without a password.")
  @Nullable Path key;

  CloudConfig config(Path data, boolean insecure) {
    return new CloudConfig(
        data,
        Set.of(Role.values()),
        machine,
        web,
        Optional.ofNullable(redis),
        Optional.ofNullable(database),
        heartbeat,
        insecure,
        tls(),
        List.of(),
        List.of());
  }

  private Optional<CloudConfig.Tls> tls() {
    if (certificate == null && key == null) {
      return Optional.empty();
    }
    if (certificate == null || key == null) {
      throw new IllegalArgumentException("--tls-certificate and --tls-key go together");
    }
    return Optional.of(new CloudConfig.Tls(certificate, key));
  }
}
