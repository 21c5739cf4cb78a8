package io.fieldway.trials.bench.broker;

import io.fieldway.trials.bench.mqtt.Protocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A broker that takes part.
public enum Broker {
  FIELDWAY("fieldway", "as `fieldway node` starts it: every group of changes is forced to disk"),
  MOSQUITTO(
      "mosquitto",
      "without bounds on queued messages, 65,535 in flight; nothing is written to disk"),
  MOSQUITTO_PERSISTENCE(
      "mosquitto+p", "the same with `persistence true`, which writes at intervals and at the end");

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
    return Protocol.MQTT_5;
  }

  /// This broker as it keeps what it can on disk.
  Broker durable() {
    return this == MOSQUITTO ? MOSQUITTO_PERSISTENCE : this;
  }

  /// What it needs that this machine lacks; empty where it can take part.
  public Optional<String> missing() {
    return switch (this) {
      case FIELDWAY -> Optional.empty();
      case MOSQUITTO, MOSQUITTO_PERSISTENCE ->
          Programs.find("mosquitto").isPresent()
              ? Optional.empty()
              : Optional.of("mosquitto is not installed");
    };
  }

  /// The command that starts it.
  ///
  /// @param directory of its own, where its data goes and stays
  List<String> command(Path directory, int port) throws IOException {
    return switch (this) {
      case FIELDWAY ->
          FieldwayCommand.of(
              "node", "--listen", "127.0.0.1:" + port, "--data", directory.toString());
      case MOSQUITTO -> mosquitto(directory, port, false);
      case MOSQUITTO_PERSISTENCE -> mosquitto(directory, port, true);
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
    String program =
        Programs.find("mosquitto")
            .orElseThrow(() -> new IOException("mosquitto is not installed"))
            .toString();
    return List.of(program, "-c", config.toString());
  }

  /// Its version in its own words; empty where it does not tell.
  Optional<String> version() throws IOException {
    List<String> command =
        switch (this) {
          case FIELDWAY -> FieldwayCommand.of("--version");
          case MOSQUITTO, MOSQUITTO_PERSISTENCE ->
              List.of(Programs.find("mosquitto").map(Path::toString).orElse("mosquitto"), "-h");
        };
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
      return lines.lines().toList().stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).contains("version"))
          .findFirst();
    }
  }
}
