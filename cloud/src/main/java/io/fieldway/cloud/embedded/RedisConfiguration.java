package io.fieldway.cloud.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/// The file a redis-server is started with. It holds the password and is its owner's alone.
record RedisConfiguration(Path file, Path log, int port, String password) {
  private static final int PASSWORD_BYTES = 24;

  /// Writes a configuration with a free port and a new password.
  static RedisConfiguration write(EmbeddedRedisConfig config) throws IOException {
    int port = freePort();
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    String password = HexFormat.of().formatHex(random);
    Path directory = config.directory().toAbsolutePath();
    Path file = directory.resolve("redis.conf");
    Path log = directory.resolve("redis.log");
    Files.deleteIfExists(file);
    createPrivate(file);
    Files.write(
        file,
        List.of(
            "bind 127.0.0.1",
            "protected-mode yes",
            "port " + port,
            "requirepass " + password,
            "save \"\"",
            "appendonly no",
            "maxmemory " + config.maxMemoryBytes(),
            "maxmemory-policy noeviction",
            "databases 1",
            "daemonize no",
            "loglevel warning",
            "logfile \"" + log + "\"",
            "dir \"" + directory + "\""));
    return new RedisConfiguration(file, log, port, password);
  }

  @Override
  public String toString() {
    return "redis configuration " + file;
  }

  private static void createPrivate(Path file) throws IOException {
    if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      Files.createFile(file);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }
}
