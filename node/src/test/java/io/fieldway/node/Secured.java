package io.fieldway.node;

import io.fieldway.node.io.ListenerConfig;
import io.fieldway.node.trust.Authority;
import io.fieldway.node.trust.Invitee;
import io.fieldway.node.trust.Token;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Members of a mesh with an authority, on loopback; the first keeps it.
final class Secured implements AutoCloseable {
  static final Duration LIFE = Duration.ofDays(10);

  private final String mesh;
  private final Path home;
  private final Deque<Node> opened = new ArrayDeque<>();

  Secured(String mesh, Path home) {
    this.mesh = mesh;
    this.home = home;
  }

  Path data(String name) {
    return home.resolve(mesh + "-" + name);
  }

  /// Founds the mesh, and starts its first node.
  Node founder(String name) throws IOException {
    Authority.found(data(name), mesh, name, LIFE, System.currentTimeMillis());
    return start(configuration(name));
  }

  /// What a node starts with that is a member, or is none and belongs nowhere.
  NodeConfig configuration(String name, Node... peers) {
    List<InetSocketAddress> dialled = new ArrayList<>();
    for (Node peer : peers) {
      dialled.add(peer.links().getFirst());
    }
    NodeConfig config = NodeConfig.of(data(name)).withName(name);
    return config.withMesh(
        config.mesh().withListen(List.of(ListenerConfig.loopback(0))).withPeers(dialled));
  }

  /// Invites to the mesh of a node, at any node.
  Token token(String founder, Optional<String> node, Node... at) throws IOException {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (Node each : at) {
      addresses.add(each.links().getFirst());
    }
    return Authority.open(data(founder))
        .orElseThrow()
        .invite(
            addresses,
            new Invitee(node, false, false),
            Duration.ofHours(1),
            System.currentTimeMillis());
  }

  static NodeConfig with(NodeConfig config, Token token) {
    return config.withMesh(config.mesh().withTrust(config.mesh().trust().withJoin(token)));
  }

  Node join(String name, Token token) throws IOException {
    return start(with(configuration(name), token));
  }

  Node start(NodeConfig config) throws IOException {
    Node node = Node.start(config);
    opened.push(node);
    return node;
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }
}
