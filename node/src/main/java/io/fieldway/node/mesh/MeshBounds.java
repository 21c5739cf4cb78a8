package io.fieldway.node.mesh;

import io.fieldway.node.link.LinkConfig;
import io.fieldway.node.network.CrossingConfig;
import io.fieldway.node.network.RoutingConfig;

/// The times and bounds of a node's part in a mesh.
public record MeshBounds(
    LinkConfig link,
    RoutingConfig routing,
    CustodyConfig custody,
    TrailConfig trail,
    CrossingConfig crossing) {
  /// What holds where nothing else is said.
  public static MeshBounds defaults() {
    return new MeshBounds(
        LinkConfig.defaults(),
        RoutingConfig.defaults(),
        CustodyConfig.defaults(),
        TrailConfig.defaults(),
        CrossingConfig.defaults());
  }

  public MeshBounds withLink(LinkConfig changed) {
    return new MeshBounds(changed, routing, custody, trail, crossing);
  }

  public MeshBounds withCustody(CustodyConfig changed) {
    return new MeshBounds(link, routing, changed, trail, crossing);
  }

  public MeshBounds withTrail(TrailConfig changed) {
    return new MeshBounds(link, routing, custody, changed, crossing);
  }

  public MeshBounds withCrossing(CrossingConfig changed) {
    return new MeshBounds(link, routing, custody, trail, changed);
  }
}
