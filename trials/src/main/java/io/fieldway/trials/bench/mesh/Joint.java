package io.fieldway.trials.bench.mesh;

import io.fieldway.trials.bench.broker.Broker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/// How brokers are joined to a chain.
enum Joint {
  FIELDWAY(
      "fieldway",
      Broker.FIELDWAY,
      "linked nodes; every hop has forced a message to its disk before the one before forgets it"),
  FIELDWAY_INTERVAL(
      "fieldway-interval",
      Broker.FIELDWAY,
      "the same with `journal.durability: interval`: every hop has written a message, and forces"
          + " its disk every 100 ms"),
  MOSQUITTO_BRIDGES(
      "mosquitto-bridges",
      Broker.MOSQUITTO,
      "each bridged to the next by `topic # out 1`, in MQTT 3.1.1; nothing is written to disk");

  private final String title;
  private final Broker broker;
  private final String remark;

  Joint(String title, Broker broker, String remark) {
    this.title = title;
    this.broker = broker;
    this.remark = remark;
  }

  /// The one of this name.
  static Joint named(String title) {
    return Arrays.stream(values())
        .filter(each -> each.title.equals(title))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "no chain is called "
                    + title
                    + "; there are "
                    + Arrays.stream(values()).map(Joint::title).toList()));
  }

  /// The nodes of a durability, `fsync` or `interval`.
  static Joint durable(String durability) {
    return switch (durability) {
      case "fsync" -> FIELDWAY;
      case "interval" -> FIELDWAY_INTERVAL;
      default ->
          throw new IllegalArgumentException(
              "expected durability fsync or interval, got " + durability);
    };
  }

  String title() {
    return title;
  }

  Broker broker() {
    return broker;
  }

  String remark() {
    return remark;
  }

  /// Whether these are nodes of ours.
  boolean isOurs() {
    return broker == Broker.FIELDWAY;
  }

  /// The command of one broker of a chain.
  ///
  /// @param directory of its own, where its data goes
  /// @param number of the broker, from 0 at the source
  /// @param link where the broker before it finds it; Mosquitto has the same port for all
  /// @param next where the one after it is found; empty at the end of the chain
  List<String> command(Path directory, int port, int number, int link, OptionalInt next)
      throws IOException {
    return switch (this) {
      case FIELDWAY -> node(directory, port, number, link, next);
      case FIELDWAY_INTERVAL -> {
        Path file = directory.resolve("node.yaml");
        Files.writeString(
            file,
            """
            journal:
              durability: interval
            """,
            StandardCharsets.UTF_8);
        List<String> command = node(directory, port, number, link, next);
        command.addAll(List.of("--config", file.toString()));
        yield command;
      }
      case MOSQUITTO_BRIDGES -> bridge(directory, port, number, next);
    };
  }

  private List<String> node(Path directory, int port, int number, int link, OptionalInt next)
      throws IOException {
    List<String> command = new ArrayList<>(broker.command(directory, port));
    command.addAll(List.of("--name", "n" + number, "--link", "127.0.0.1:" + link));
    next.ifPresent(peer -> command.addAll(List.of("--peer", "127.0.0.1:" + peer)));
    return command;
  }

  private List<String> bridge(Path directory, int port, int number, OptionalInt next)
      throws IOException {
    List<String> command = broker.command(directory, port);
    if (next.isPresent()) {
      Files.writeString(
          directory.resolve("mosquitto.conf"),
          """
          connection hop%d
          address 127.0.0.1:%d
          notifications false
          topic # out 1
          """
              .formatted(number, next.getAsInt()),
          StandardCharsets.UTF_8,
          StandardOpenOption.APPEND);
    }
    return command;
  }
}
