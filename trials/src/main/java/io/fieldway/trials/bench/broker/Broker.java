package io.fieldway.trials.bench.broker;

import io.fieldway.trials.bench.mqtt.Protocol;
import io.moquette.broker.Server;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A broker that takes part.
public enum Broker {
  FIELDWAY("fieldway", "as `fieldway node` starts it: every group of changes is forced to disk"),
  MOSQUITTO(
      "mosquitto",
      "without bounds on queued messages, 65,535 in flight; nothing is written to disk"),
  MOSQUITTO_PERSISTENCE(
      "mosquitto+p", "the same with `persistence true`, which writes at intervals and at the end"),
  MOQUETTE("moquette", "MQTT 3.1.1, with the node's JVM flags; H2 MVStore, written at intervals");

  private final String title;
  private final String remark;

  Broker(String title, String remark) {
    this.title = title;
    this.remark = remark;
  }

  /// The broker of this name.
  public static Broker named(String title) {
    return Arrays.stream(values())
        .filter(each -> each.title.equals(title))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "no broker is called " + title + "; there are " + titles()));
  }

  /// The names of all, to choose from.
  static List<String> titles() {
    return Arrays.stream(values()).map(Broker::title).toList();
  }

  public String title() {
    return title;
  }

  /// How it is set up.
  public String remark() {
    return remark;
  }

  /// The newest that it speaks.
  Protocol protocol() {
    return this == MOQUETTE ? Protocol.MQTT_3_1_1 : Protocol.MQTT_5;
  }

  /// This broker as it keeps what it can on disk.
  Broker durable() {
    return this == MOSQUITTO ? MOSQUITTO_PERSISTENCE : this;
  }

  /// What it needs that this machine lacks; empty where it can take part.
  public Optional<String> missing() {
    return switch (this) {
      case FIELDWAY, MOQUETTE -> Optional.empty();
      case MOSQUITTO, MOSQUITTO_PERSISTENCE ->
          Programs.find("mosquitto").isPresent()
              ? Optional.empty()
              : Optional.of("mosquitto is not installed");
    };
  }

  /// The command that starts it.
  ///
  /// @param directory of its own, where its data goes and stays
  public List<String> command(Path directory, int port) throws IOException {
    return switch (this) {
      case FIELDWAY ->
          FieldwayCommand.of(
              "node",
              "--listen",
              "127.0.0.1:" + port,
              "--http",
              "127.0.0.1:0",
              "--data",
              directory.resolve("data").toString());
      case MOSQUITTO -> mosquitto(directory, port, false);
      case MOSQUITTO_PERSISTENCE -> mosquitto(directory, port, true);
      case MOQUETTE -> moquette(directory, port);
    };
  }

  private static List<String> mosquitto(Path directory, int port, boolean persistence)
      throws IOException {
    Path config = directory.resolve("mosquitto.conf");
    Files.writeString(
        config,
        """
        listener %d 127.0.0.1
        allow_anonymous true
        max_queued_messages 0
        max_inflight_messages 65535
        set_tcp_nodelay true
        persistence %b
        persistence_location %s/
        user root
        """
            .formatted(port, persistence, directory),
        StandardCharsets.UTF_8);
    return List.of(mosquitto().toString(), "-c", config.toString());
  }

  private static List<String> moquette(Path directory, int port) throws IOException {
    Files.writeString(
        Files.createDirectories(directory.resolve("config")).resolve("moquette.conf"),
        """
        host 127.0.0.1
        port %d
        allow_anonymous true
        telemetry_enabled false
        persistence_enabled true
        data_path %s
        session_queue_size 100000
        """
            .formatted(port, Files.createDirectories(directory.resolve("data"))),
        StandardCharsets.UTF_8);
    return FieldwayCommand.java(List.of("-Dmoquette.path=" + directory), Server.class.getName());
  }

  /// Its version: in its own words, or the name of its jar.
  public String version() throws IOException {
    return switch (this) {
      case FIELDWAY -> said(FieldwayCommand.of("--version"));
      case MOSQUITTO, MOSQUITTO_PERSISTENCE -> said(List.of(mosquitto().toString(), "-h"));
      case MOQUETTE -> FieldwayCommand.jarOf(Server.class);
    };
  }

  private static Path mosquitto() throws IOException {
    return Programs.find("mosquitto")
        .orElseThrow(() -> new IOException("mosquitto is not installed"));
  }

  private static String said(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      return String.valueOf(lines.readLine());
    }
  }
}
