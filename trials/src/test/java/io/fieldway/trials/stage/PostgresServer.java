package io.fieldway.trials.stage;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A private PostgreSQL on a free port of the loopback, with an empty database; gone when closed.
public final class PostgresServer implements AutoCloseable {
  private static final Path INSTALLED = Path.of("/usr/lib/postgresql");

  private final int port;
  private final RoleProcess server;

  /// Makes a cluster below `home` and starts it; the test is skipped where PostgreSQL is not
  /// installed.
  public PostgresServer(Path home) throws IOException {
    Optional<Path> programs = programs();
    assumeTrue(programs.isPresent(), "needs PostgreSQL");
    Path bin = programs.orElseThrow();
    Path data = Files.createDirectory(home.resolve("postgres"));
    for (Path each : List.of(home, data)) {
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    port = FreePorts.next();
    Path cluster = data.resolve("cluster");
    try (RoleProcess made =
        run("initdb", bin, "-D", cluster.toString(), "-A", "trust", "-U", "fieldway", "-N")) {
      if (made.awaitEnd() != 0) {
        throw new IOException("initdb failed:\n" + made.text());
      }
    }
    server =
        run(
            "postgres",
            bin,
            "-D",
            cluster.toString(),
            "-p",
            String.valueOf(port),
            "-h",
            "127.0.0.1",
            "-k",
            data.toString());
    server.awaitLine("ready to accept connections");
  }

  /// The JDBC address of its empty database.
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=fieldway";
  }

  @Override
  public void close() {
    server.descendants().forEach(ProcessHandle::destroy);
    server.close();
  }

  private static Optional<Path> programs() throws IOException {
    if (!Files.isDirectory(INSTALLED)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(INSTALLED)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
          .max(Comparator.naturalOrder());
    }
  }

  /// Runs one of its programs; PostgreSQL refuses to run as root, so root becomes `postgres`.
  private static RoleProcess run(String program, Path bin, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
    }
    command.add(bin.resolve(program).toString());
    command.addAll(List.of(arguments));
    return RoleProcess.start(program, new ProcessBuilder(command).directory(Path.of("/").toFile()));
  }
}
