package io.fieldway.trials.bench.failover;

import com.google.errorprone.annotations.Var;
import io.fieldway.trials.bench.broker.Broker;
import io.fieldway.trials.bench.broker.BrokerProcess;
import io.fieldway.trials.bench.broker.FieldwayCommand;
import io.fieldway.trials.bench.broker.NodePages;
import io.fieldway.trials.bench.mqtt.MqttLoop;
import io.fieldway.trials.bench.mqtt.Patience;
import io.fieldway.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Three nodes, each linked to both others, and a controller where there is to be one; all in
/// processes of their own.
final class Trio implements AutoCloseable {
  private static final int NODES = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path directory;
  private final Readiness readiness;
  private final List<Integer> ports = new ArrayList<>();
  private final List<Integer> links = new ArrayList<>();
  private final List<BrokerProcess> nodes = new ArrayList<>();
  @Var private @Nullable Process controller;
  @Var private int pages;

  private Trio(Readiness readiness, Path directory) {
    this.readiness = readiness;
    this.directory = directory;
  }

  /// Starts them all, and waits until every node has what it is to have.
  static Trio start(Readiness readiness, Path directory) throws IOException {
    Trio trio = new Trio(readiness, directory);
    try {
      for (int number = 0; number < NODES; number++) {
        trio.ports.add(BrokerProcess.freePort());
        trio.links.add(BrokerProcess.freePort());
      }
      for (int number = 0; number < NODES; number++) {
        trio.nodes.add(trio.node(number));
      }
      if (readiness.hasController()) {
        trio.control();
        for (int number = 0; number < NODES; number++) {
          trio.awaitCopied(number);
        }
      }
    } catch (IOException e) {
      trio.close();
      throw e;
    }
    return trio;
  }

  private BrokerProcess node(int number) throws IOException {
    Path place = Files.createDirectories(directory.resolve("n" + number));
    List<String> command = new ArrayList<>(Broker.FIELDWAY.command(place, ports.get(number)));
    command.addAll(readiness.flags());
    command.addAll(List.of("--name", "n" + number, "--link", loopback(links.get(number))));
    for (int peer = 0; peer < number; peer++) {
      command.addAll(List.of("--peer", loopback(links.get(peer))));
    }
    return BrokerProcess.start(Broker.FIELDWAY, place, ports.get(number), command);
  }

  private void control() throws IOException {
    pages = BrokerProcess.freePort();
    Path place = Files.createDirectories(directory.resolve("controller"));
    List<String> arguments = new ArrayList<>(List.of("controller", "--data", place.toString()));
    arguments.addAll(List.of("--http", loopback(pages)));
    links.forEach(link -> arguments.addAll(List.of("--node", loopback(link))));
    controller =
        new ProcessBuilder(FieldwayCommand.of(arguments.toArray(String[]::new)))
            .redirectErrorStream(true)
            .redirectOutput(place.resolve("output.log").toFile())
            .start();
  }

  private static String loopback(int port) {
    return "127.0.0.1:" + port;
  }

  /// Where clients of a node connect.
  InetSocketAddress address(int number) {
    return nodes.get(number).address();
  }

  /// Processor time of a node so far.
  long cpuNanos(int number) {
    return nodes.get(number).cpuNanos();
  }

  /// Waits until a node knows what clients of another one want.
  void awaitRoute(int from, int to, String filter) throws IOException {
    new NodePages(nodes.get(from))
        .await(
            "n" + from + " knows what is wanted at n" + to,
            "/routes",
            page -> page.contains("\"n" + to + " / " + filter + "\""));
  }

  /// `kill -9` of a node; answers when that was.
  long kill(int number) {
    long now = System.nanoTime();
    nodes.get(number).kill();
    return now;
  }

  /// Starts a node again that was killed, and waits until it has its sessions back, and a copy.
  void restart(int number) throws IOException {
    nodes.set(number, node(number));
    awaitCopied(number);
  }

  /// Waits until a node serves its clients itself and somebody has a whole copy of it.
  private void awaitCopied(int number) throws IOException {
    Patience patience = Patience.of(PATIENCE);
    try (MqttLoop pause = new MqttLoop()) {
      while (!isCopied("n" + number)) {
        if (patience.isOver()) {
          throw new IOException("waited in vain until somebody has a whole copy of n" + number);
        }
        pause.turn();
      }
    }
  }

  private boolean isCopied(String node) throws IOException {
    for (JsonNode each : plan().path("nodes")) {
      if (each.path("node").asString("").equals(node)) {
        return each.path("life").asString("").equals("alive")
            && each.path("copy").asString("").equals("whole");
      }
    }
    return false;
  }

  /// Empty where the controller does not answer yet.
  private JsonNode plan() throws IOException {
    URI uri = URI.create("http://" + loopback(pages) + "/plan");
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    try (InputStream in = connection.getInputStream()) {
      return Json.parse("the plan", new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      Process asked = controller;
      if (asked == null || !asked.isAlive()) {
        throw new IOException("the controller has ended", e);
      }
      return Json.object();
    }
  }

  @Override
  public void close() {
    Process ended = controller;
    if (ended != null) {
      ended.destroy();
      try {
        var _ = ended.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    nodes.forEach(BrokerProcess::close);
  }
}
