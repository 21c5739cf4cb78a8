package io.fieldway.trials.bench.broker;

import com.google.errorprone.annotations.Var;
import io.fieldway.trials.bench.mqtt.IdleLoad;
import io.fieldway.trials.bench.mqtt.Patience;
import io.fieldway.trials.bench.mqtt.Protocol;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/// A broker in a process of its own, on a free port of loopback.
public final class BrokerProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration GOODBYE = Duration.ofSeconds(20);
  private static final long PAUSE_MILLIS = 2;
  private static final int LAST_WORDS = 15;

  private final Broker broker;
  private final Path output;
  private final InetSocketAddress address;
  private final Process process;
  private final Duration start;

  private BrokerProcess(Broker broker, Path directory, int port, List<String> command)
      throws IOException {
    this.broker = broker;
    Files.createDirectories(directory);
    this.output = directory.resolve("output.log");
    this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    builder.environment().remove("FIELDWAY_JAVA_OPTS"); // they are for the load generator
    long begin = System.nanoTime();
    this.process = builder.start();
    awaitConnack();
    this.start = Duration.ofNanos(System.nanoTime() - begin);
  }

  /// Starts a broker and waits until it has answered a CONNECT.
  ///
  /// @param directory of its own, where its data goes, or is from the time before
  public static BrokerProcess start(Broker broker, Path directory) throws IOException {
    int port = freePort();
    return start(broker, Files.createDirectories(directory), port, broker.command(directory, port));
  }

  /// The same by a command that says more.
  ///
  /// @param command that starts it, on this port
  public static BrokerProcess start(Broker broker, Path directory, int port, List<String> command)
      throws IOException {
    return new BrokerProcess(broker, directory, port, command);
  }

  /// The broker's name.
  String title() {
    return broker.title();
  }

  /// What it is spoken to in.
  Protocol protocol() {
    return broker.protocol();
  }

  /// Where it listens.
  public InetSocketAddress address() {
    return address;
  }

  /// From the command to the first CONNACK.
  Duration startTime() {
    return start;
  }

  /// Processor time it has used so far.
  public long cpuNanos() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  /// Bytes in memory now; empty where the system does not tell.
  OptionalLong resident() throws IOException {
    return status("VmRSS:");
  }

  /// The most bytes it ever had in memory; empty where the system does not tell.
  public OptionalLong peakResident() throws IOException {
    return status("VmHWM:");
  }

  /// What it has said so far that contains a word.
  public List<String> lines(String word) throws IOException {
    return Files.readAllLines(output).stream().filter(line -> line.contains(word)).toList();
  }

  /// Fails where it has ended, or does not answer a CONNECT any more.
  public void check() throws IOException {
    awaitConnack();
  }

  /// `kill -9`, and waits until it is gone.
  public void kill() {
    process.destroyForcibly();
    awaitEnd(PATIENCE);
  }

  @Override
  public void close() {
    process.destroy();
    if (!awaitEnd(GOODBYE)) {
      kill();
    }
  }

  /// Lets so much time pass in which the broker must live on.
  void rest(Duration time) throws IOException {
    if (awaitEnd(time)) {
      throw ended();
    }
  }

  private void awaitConnack() throws IOException {
    Patience patience = Patience.of(PATIENCE);
    @Var boolean answered = false;
    while (!answered) {
      try {
        IdleLoad.connect(address, 1, broker.protocol()).close();
        answered = true;
      } catch (ConnectException e) {
        if (awaitEnd(Duration.ofMillis(PAUSE_MILLIS))) {
          throw ended();
        }
        if (patience.isOver()) {
          kill();
          throw new IOException(broker.title() + " does not listen:\n" + lastWords());
        }
      }
    }
  }

  private IOException ended() throws IOException {
    return new IOException(
        broker.title() + " ended with status " + process.exitValue() + ":\n" + lastWords());
  }

  private String lastWords() throws IOException {
    List<String> lines = Files.readAllLines(output);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_WORDS), lines.size()));
  }

  private boolean awaitEnd(Duration time) {
    try {
      return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private OptionalLong status(String field) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) {
      return OptionalLong.empty();
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith(field))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1_024)
        .findFirst();
  }

  /// A port of loopback that was free a moment ago.
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
