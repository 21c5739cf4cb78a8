package io.fieldway.node.mesh;

import io.fieldway.node.link.LinkConfig;
import io.fieldway.node.network.RoutingConfig;

/// The times and bounds of a node's part in a mesh.
public record MeshBounds(LinkConfig link, RoutingConfig routing, CustodyConfig custody) {
  /// What holds where nothing else is said.
  public static MeshBounds defaults() {
    return new MeshBounds(
        LinkConfig.defaults(), RoutingConfig.defaults(), CustodyConfig.defaults());
  }

  public MeshBounds withLink(LinkConfig changed) {
    return new MeshBounds(changed, routing, custody);
  }

  public MeshBounds withCustody(CustodyConfig changed) {
    return new MeshBounds(link, routing, changed);
  }
}
