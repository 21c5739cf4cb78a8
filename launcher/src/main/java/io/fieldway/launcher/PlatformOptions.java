package io.fieldway.launcher;

import io.fieldway.launcher.config.Flags;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The platform's flags, as `cloud` and `demo` share them; they come before a file.
final class PlatformOptions {
  @Option(
      names = "--web",
      paramLabel = "HOST:PORT",
      description =
          "Where web pages and REST are served, and health and metrics; the default is"
              + " 127.0.0.1:8400.")
  @Nullable InetSocketAddress web;

  @Option(
      names = "--machine",
      paramLabel = "HOST:PORT",
      description = "Where gateways connect (Socket.IO); the default is 127.0.0.1:8401.")
  @Nullable InetSocketAddress machine;

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
      description = "How often gateways and devices show that they live; the default is 30s.")
  @Nullable Duration heartbeat;

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

  @Option(
      names = "--machine-url",
      paramLabel = "URL",
      description =
          "Where gateways reach the machine server, as join codes say it; the default is the host of"
              + " whoever asks for a code, and the machine server's port.")
  @Nullable String machineUrl;

  Flags flags() {
    return new Flags()
        .set("--web", "web", web)
        .set("--machine", "machine", machine)
        .set("--redis", "redis", redis)
        .set("--database", "database", database)
        .set("--heartbeat", "heartbeat", heartbeat)
        .set("--tls-certificate", "tls.certificate", certificate)
        .set("--tls-key", "tls.key", key)
        .set("--machine-url", "auth.machine-url", machineUrl);
  }
}
