package io.fieldway.launcher;

import io.fieldway.node.NodeConfig;
import io.fieldway.node.io.ListenerConfig;
import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/// The ports of the nodes of the demonstration, kept beside their data: a node that comes back asks
/// for itself where others were when it was there last.
record DemoPorts(Path file, Map<String, Ports> known) {
  private static final int MOST = 65_535;

  record Ports(int mqtt, int http, int link) {}

  /// Reads those of a directory.
  ///
  /// @throws IOException that says what is wrong with them
  static DemoPorts of(Path home) throws IOException {
    Path file = home.resolve("ports.json");
    Map<String, Ports> known = new TreeMap<>();
    if (Files.exists(file)) {
      try {
        for (var each : Json.parse("ports", Files.readString(file)).properties()) {
          Fields fields = Fields.of("ports", each.getValue());
          known.put(
              each.getKey(),
              new Ports(port(fields, "mqtt"), port(fields, "http"), port(fields, "link")));
        }
      } catch (MalformedException e) {
        throw new IOException(file + ": " + e.getMessage(), e);
      }
    }
    return new DemoPorts(file, known);
  }

  private static int port(Fields fields, String field) {
    return (int) fields.whole(field, 1, MOST);
  }

  boolean areKnown() {
    return !known.isEmpty();
  }

  /// A node's configuration with the ports that it had.
  ///
  /// @throws IOException where it had none
  NodeConfig settle(NodeConfig config) throws IOException {
    Ports ports = known.get(config.name());
    if (ports == null) {
      throw new IOException(file + ": expected the ports of node " + config.name());
    }
    return config
        .withListeners(List.of(ListenerConfig.tcp(ListenerConfig.loopback(ports.mqtt()))))
        .withHttp(ListenerConfig.loopback(ports.http()))
        .withMesh(config.mesh().withListen(List.of(ListenerConfig.loopback(ports.link()))));
  }

  /// Keeps those of nodes that run.
  void write(List<NodeConfig> configs) throws IOException {
    ObjectNode all = Json.object();
    for (NodeConfig each : configs) {
      all.putObject(each.name())
          .put("mqtt", each.listeners().getFirst().address().getPort())
          .put("http", each.http().getPort())
          .put("link", each.mesh().listen().getFirst().getPort());
    }
    Files.writeString(file, Json.write(all));
  }
}
