package io.fieldway.node;

import io.fieldway.node.io.BeaconConfig;
import io.fieldway.node.link.LinkConfig;
import io.fieldway.node.mesh.CustodyConfig;
import io.fieldway.node.mesh.MeshBounds;
import io.fieldway.node.mesh.TrailConfig;
import io.fieldway.node.network.CrossingConfig;
import io.fieldway.node.network.RoutingConfig;
import io.fieldway.node.trust.TrustConfig;
import io.fieldway.wire.config.Key;
import java.net.InetSocketAddress;
import java.util.List;

/// How a node stands in its mesh.
public record MeshConfig(
    @Key(
            "The mesh's name; nodes of another mesh are refused. Where nothing is said, a member has"
                + " it from its certificate.")
        String name,
    @Key("Where other nodes connect, one entry for each address; none where it only dials.")
        List<InetSocketAddress> listen,
    @Key("Nodes that this one dials, as host:port; it is enough that one of two dials.")
        List<InetSocketAddress> peers,
    @Key("How nodes of one mesh on one local network find each other.") BeaconConfig beacon,
    @Key("The times and bounds of links.") LinkConfig link,
    @Key("How routes are found, and the bounds of what is known of others.") RoutingConfig routing,
    @Key("The bounds of messages on their way.") CustodyConfig custody,
    @Key("What is remembered of the ways that messages took.") TrailConfig trail,
    @Key("Which topics may cross the links.") CrossingConfig crossing,
    @Key("How the node comes to belong to its mesh, and whom it lets in.") TrustConfig trust) {
  /// Of a mesh that nobody has named.
  static final String DEFAULT_NAME = "mesh";

  public MeshConfig(
      String name,
      List<InetSocketAddress> listen,
      List<InetSocketAddress> peers,
      BeaconConfig beacon,
      LinkConfig link,
      RoutingConfig routing,
      CustodyConfig custody,
      TrailConfig trail,
      CrossingConfig crossing,
      TrustConfig trust) {
    this.name = name;
    this.listen = List.copyOf(listen);
    this.peers = List.copyOf(peers);
    this.beacon = beacon;
    this.link = link;
    this.routing = routing;
    this.custody = custody;
    this.trail = trail;
    this.crossing = crossing;
    this.trust = trust;
  }

  /// A node without neighbours.
  public static MeshConfig defaults() {
    return new MeshConfig(
        DEFAULT_NAME,
        List.of(),
        List.of(),
        BeaconConfig.defaults(),
        LinkConfig.defaults(),
        RoutingConfig.defaults(),
        CustodyConfig.defaults(),
        TrailConfig.defaults(),
        CrossingConfig.defaults(),
        TrustConfig.defaults());
  }

  /// Whether it has any neighbours, or may have.
  public boolean isJoined() {
    return !listen.isEmpty() || !peers.isEmpty() || beacon.group().isPresent();
  }

  public MeshConfig withListen(List<InetSocketAddress> changed) {
    return new MeshConfig(
        name, changed, peers, beacon, link, routing, custody, trail, crossing, trust);
  }

  public MeshConfig withPeers(List<InetSocketAddress> changed) {
    return new MeshConfig(
        name, listen, changed, beacon, link, routing, custody, trail, crossing, trust);
  }

  public MeshConfig withBeacon(BeaconConfig changed) {
    return new MeshConfig(
        name, listen, peers, changed, link, routing, custody, trail, crossing, trust);
  }

  public MeshConfig withLink(LinkConfig changed) {
    return new MeshConfig(
        name, listen, peers, beacon, changed, routing, custody, trail, crossing, trust);
  }

  public MeshConfig withCustody(CustodyConfig changed) {
    return new MeshConfig(
        name, listen, peers, beacon, link, routing, changed, trail, crossing, trust);
  }

  public MeshConfig withName(String changed) {
    return new MeshConfig(
        changed, listen, peers, beacon, link, routing, custody, trail, crossing, trust);
  }

  public MeshConfig withTrust(TrustConfig changed) {
    return new MeshConfig(
        name, listen, peers, beacon, link, routing, custody, trail, crossing, changed);
  }

  public MeshConfig withCrossing(CrossingConfig changed) {
    return new MeshConfig(
        name, listen, peers, beacon, link, routing, custody, trail, changed, trust);
  }

  MeshBounds bounds() {
    return new MeshBounds(link, routing, custody, trail, crossing);
  }
}
