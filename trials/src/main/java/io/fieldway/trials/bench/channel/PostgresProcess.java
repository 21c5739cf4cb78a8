package io.fieldway.trials.bench.channel;

import com.google.errorprone.annotations.Var;
import io.fieldway.trials.bench.broker.BrokerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A PostgreSQL as its package configures it, with an empty database, for the time of a run.
final class PostgresProcess implements AutoCloseable {
  private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Process server;
  private final int port;

  private PostgresProcess(Process server, int port) {
    this.server = server;
    this.port = port;
  }

  /// Where its programs are; empty where it is not installed.
  static Optional<Path> programs() throws IOException {
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

  /// Makes a cluster in a directory that is made for it, and starts it.
  static PostgresProcess start(Path directory) throws IOException {
    Path bin =
        programs().orElseThrow(() -> new IOException("PostgreSQL is not below " + INSTALLED));
    Files.createDirectories(directory);
    for (Path each : List.of(directory, directory.toAbsolutePath().getParent())) {
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    String cluster = directory.resolve("cluster").toString();
    Path output = directory.resolve("output.log");
    Process made = run(output, bin, "initdb", "-D", cluster, "-A", "trust", "-U", "fieldway", "-N");
    if (!ends(made, PATIENCE) || made.exitValue() != 0) {
      throw new IOException("initdb failed:\n" + Files.readString(output));
    }
    int port = BrokerProcess.freePort();
    Process server =
        run(
            output,
            bin,
            "postgres",
            "-D",
            cluster,
            "-p",
            String.valueOf(port),
            "-h",
            "127.0.0.1",
            "-k",
            directory.toString());
    @Var int waited = 0;
    while (!Files.readString(output).contains("ready to accept connections")) {
      if (ends(server, Duration.ofMillis(20)) || waited++ > PATIENCE.toMillis() / 20) {
        server.destroyForcibly();
        throw new IOException("PostgreSQL does not start:\n" + Files.readString(output));
      }
    }
    return new PostgresProcess(server, port);
  }

  /// The JDBC address of its database.
  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=fieldway";
  }

  /// Processor time of all its processes that are there.
  Duration cpu() {
    return Stream.concat(Stream.of(server.toHandle()), server.descendants())
        .map(each -> each.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  @Override
  public void close() {
    server.descendants().forEach(ProcessHandle::destroy);
    server.destroy();
    if (!ends(server, PATIENCE)) {
      server.destroyForcibly();
    }
  }

  private static boolean ends(Process process, Duration time) {
    try {
      return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Runs one of its programs; PostgreSQL refuses to run as root, so root becomes `postgres`.
  private static Process run(Path output, Path bin, String program, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
    }
    command.add(bin.resolve(program).toString());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(Path.of("/").toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
        .start();
  }
}
