package io.fieldway.cloud.stage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A PostgreSQL server of our own, where one is installed: a new cluster in a temporary directory
/// on a free loopback port.
public final class Postgres implements AutoCloseable {
  private final Path home;
  private final Path programs;
  private final int port;

  private Postgres(Path home, Path programs, int port) {
    this.home = home;
    this.programs = programs;
    this.port = port;
  }

  /// The directory of the newest installed server's programs.
  public static Optional<Path> installed() {
    Path versions = Path.of("/usr/lib/postgresql");
    if (!Files.isDirectory(versions)) {
      return Optional.empty();
    }
    try (Stream<Path> found = Files.list(versions)) {
      return found
          .map(version -> version.resolve("bin"))
          .filter(programs -> Files.isExecutable(programs.resolve("initdb")))
          .max(Comparator.comparing(Path::toString));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  public static Postgres start(Path programs) throws IOException {
    Path home = Files.createTempDirectory("fieldway-postgres");
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
    int port;
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = probe.getLocalPort();
    }
    Postgres postgres = new Postgres(home, programs, port);
    postgres.run("initdb", "-D", postgres.cluster(), "-A", "trust", "-U", "fieldway", "-N");
    postgres.run(
        "pg_ctl",
        "-D",
        postgres.cluster(),
        "-w",
        "-l",
        home.resolve("log").toString(),
        "-o",
        "-h 127.0.0.1 -k '' -F -p " + port,
        "start");
    return postgres;
  }

  /// The url as an operator would write it.
  public String url() {
    return "jdbc:postgresql://fieldway:unused@127.0.0.1:" + port + "/postgres";
  }

  @Override
  public void close() throws IOException {
    run("pg_ctl", "-D", cluster(), "-m", "immediate", "stop");
    run("rm", "-r", cluster(), home.resolve("log").toString());
    Files.deleteIfExists(home);
  }

  private String cluster() {
    return home.resolve("cluster").toString();
  }

  /// PostgreSQL does not run as root; the user `postgres` comes with its package.
  private void run(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
    }
    Path own = programs.resolve(program);
    command.add(Files.isExecutable(own) ? own.toString() : program);
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(program + " failed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }
}
