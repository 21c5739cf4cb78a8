package io.fieldway.node;

import io.fieldway.node.link.LinkConfig;
import io.fieldway.node.mesh.CustodyConfig;
import io.fieldway.node.mesh.MeshBounds;
import io.fieldway.node.network.RoutingConfig;
import io.fieldway.wire.config.Key;
import java.net.InetSocketAddress;
import java.util.List;

/// How a node stands in its mesh.
public record MeshConfig(
    @Key("The mesh's name; nodes of another mesh are refused.") String name,
    @Key("Where other nodes connect, one entry for each address; none where it only dials.")
        List<InetSocketAddress> listen,
    @Key("Nodes that this one dials, as host:port; it is enough that one of two dials.")
        List<InetSocketAddress> peers,
    @Key("The times and bounds of links.") LinkConfig link,
    @Key("How routes are found, and the bounds of what is known of others.") RoutingConfig routing,
    @Key("The bounds of messages on their way.") CustodyConfig custody) {
  public MeshConfig(
      String name,
      List<InetSocketAddress> listen,
      List<InetSocketAddress> peers,
      LinkConfig link,
      RoutingConfig routing,
      CustodyConfig custody) {
    this.name = name;
    this.listen = List.copyOf(listen);
    this.peers = List.copyOf(peers);
    this.link = link;
    this.routing = routing;
    this.custody = custody;
  }

  /// A node without neighbours.
  public static MeshConfig defaults() {
    return new MeshConfig(
        "mesh",
        List.of(),
        List.of(),
        LinkConfig.defaults(),
        RoutingConfig.defaults(),
        CustodyConfig.defaults());
  }

  /// Whether it has any neighbours, or may have.
  public boolean isJoined() {
    return !listen.isEmpty() || !peers.isEmpty();
  }

  public MeshConfig withListen(List<InetSocketAddress> changed) {
    return new MeshConfig(name, changed, peers, link, routing, custody);
  }

  public MeshConfig withPeers(List<InetSocketAddress> changed) {
    return new MeshConfig(name, listen, changed, link, routing, custody);
  }

  public MeshConfig withLink(LinkConfig changed) {
    return new MeshConfig(name, listen, peers, changed, routing, custody);
  }

  public MeshConfig withCustody(CustodyConfig changed) {
    return new MeshConfig(name, listen, peers, link, routing, changed);
  }

  MeshBounds bounds() {
    return new MeshBounds(link, routing, custody);
  }
}
