package io.fieldway.node.io;

import io.fieldway.wire.config.Key;
import java.time.Duration;
import java.util.List;

/// The bounds of a node's sockets. Each says what happens when it is reached.
public record NetworkConfig(
    @Key(
            value =
                "Connections of all listeners together; further ones are closed as soon as they are"
                    + " accepted, and counted.",
            least = 1)
        int maximumConnections,
    @Key(
            value =
                "Connections accepted in a second; further ones are closed as soon as they are"
                    + " accepted, and counted.",
            least = 1)
        int connectsPerSecond,
    @Key(
            "How long a connection that is being closed may take to fetch what was sent to it; then"
                + " it is cut.")
        Duration lingerTimeout,
    @Key(
            value = "Bytes read from one client before the others have their turn.",
            size = true,
            least = 1_024,
            most = 16 << 20)
        int readBurst,
    @Key(
            value =
                "Bytes gathered for one client before its socket has them; whatever is gathered goes"
                    + " out at the end of each turn of the event loop.",
            size = true,
            least = 1_024,
            most = 16 << 20)
        int gatherBytes,
    @Key(
            value =
                "Bytes gathered for all clients before their sockets have them, within one turn of"
                    + " the event loop.",
            size = true,
            least = 1_024,
            most = 64 << 20)
        int gatheredBytes,
    @Key("How often the files of certificates, users and rules are looked at for changes.")
        Duration fileCheck,
    @Key(
            "Origins whose web pages may open a WebSocket, * for all; where none is given, a page"
                + " must come from the host it connects to. Others get 403, and are counted.")
        List<String> origins) {

  public NetworkConfig(
      int maximumConnections,
      int connectsPerSecond,
      Duration lingerTimeout,
      int readBurst,
      int gatherBytes,
      int gatheredBytes,
      Duration fileCheck,
      List<String> origins) {
    this.maximumConnections = maximumConnections;
    this.connectsPerSecond = connectsPerSecond;
    this.lingerTimeout = lingerTimeout;
    this.readBurst = readBurst;
    this.gatherBytes = gatherBytes;
    this.gatheredBytes = gatheredBytes;
    this.fileCheck = fileCheck;
    this.origins = List.copyOf(origins);
  }

  /// What holds where nothing else is said.
  public static NetworkConfig defaults() {
    return new NetworkConfig(
        20_000,
        2_000,
        Duration.ofSeconds(2),
        256 << 10,
        64 << 10,
        4 << 20,
        Duration.ofSeconds(5),
        List.of());
  }

  public NetworkConfig withMaximumConnections(int changed) {
    return new NetworkConfig(
        changed,
        connectsPerSecond,
        lingerTimeout,
        readBurst,
        gatherBytes,
        gatheredBytes,
        fileCheck,
        origins);
  }

  public NetworkConfig withConnectsPerSecond(int changed) {
    return new NetworkConfig(
        maximumConnections,
        changed,
        lingerTimeout,
        readBurst,
        gatherBytes,
        gatheredBytes,
        fileCheck,
        origins);
  }

  public NetworkConfig withFileCheck(Duration changed) {
    return new NetworkConfig(
        maximumConnections,
        connectsPerSecond,
        lingerTimeout,
        readBurst,
        gatherBytes,
        gatheredBytes,
        changed,
        origins);
  }
}
