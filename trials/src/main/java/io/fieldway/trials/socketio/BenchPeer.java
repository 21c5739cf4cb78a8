package io.fieldway.trials.socketio;

import com.google.errorprone.annotations.Var;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// A server process under measurement: its port, its processor time and its memory.
final class BenchPeer implements AutoCloseable {
  static final String NODE_PACKAGE = "socket.io@4.8.4";
  private static final String NODE_SCRIPT = "bench-server.mjs";
  private static final long INSTALL_SECONDS = 120;

  private final String name;
  private final Process process;
  private final BufferedReader out;
  private final BufferedWriter in;
  private final int port;

  /// Bytes held after a collection, and bytes the system gave.
  record Memory(long held, long resident) {}

  private BenchPeer(String name, List<String> command, Path directory) throws IOException {
    this.name = name;
    this.process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    this.out = process.inputReader(StandardCharsets.UTF_8);
    this.in = process.outputWriter(StandardCharsets.UTF_8);
    this.port = Integer.parseInt(line());
  }

  /// Our server in a Java process of its own, with the options that this one was started with:
  /// those that the `fieldway` command gives to every role.
  static BenchPeer fieldway(Path directory) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(BenchServer.class.getName());
    return new BenchPeer("fieldway", command, directory);
  }

  /// The JavaScript server, installed into the directory by npm.
  static BenchPeer node(Path directory) throws IOException, InterruptedException {
    Process npm =
        new ProcessBuilder(
                "npm",
                "install",
                "--no-save",
                "--no-package-lock",
                "--no-audit",
                "--no-fund",
                "--prefix",
                directory.toString(),
                NODE_PACKAGE)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!npm.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS) || npm.exitValue() != 0) {
      npm.destroyForcibly();
      throw new IOException("npm cannot install " + NODE_PACKAGE);
    }
    try (InputStream script =
        Objects.requireNonNull(BenchPeer.class.getResourceAsStream(NODE_SCRIPT))) {
      Files.copy(script, directory.resolve(NODE_SCRIPT));
    }
    return new BenchPeer("node", List.of("node", "--expose-gc", NODE_SCRIPT), directory);
  }

  String name() {
    return name;
  }

  int port() {
    return port;
  }

  /// Processor time the process has used so far, in nanoseconds.
  long cpuNanos() {
    return process.info().totalCpuDuration().orElseThrow().toNanos();
  }

  Memory memory() throws IOException {
    in.write("memory\n");
    in.flush();
    String[] words = line().split(" ", -1);
    return new Memory(Long.parseLong(words[0]), Long.parseLong(words[1]));
  }

  /// Closes the process's input, which ends it; a process that stays is killed.
  @Override
  public void close() {
    @Var boolean ended = false;
    try {
      in.close();
      ended = process.waitFor(10, TimeUnit.SECONDS);
    } catch (IOException e) {
      ended = false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!ended) {
      process.destroyForcibly();
    }
  }

  private String line() throws IOException {
    String line = out.readLine();
    if (line == null) {
      throw new IOException(name + " has ended");
    }
    return line;
  }
}
