package io.fieldway.cloud.user.mesh;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/// Which nodes and controllers are asked, and the bounds of it.
///
/// @param nodes where nodes of the mesh serve HTTP; none where there is no mesh. Any of them tells
///   of the topology, each of its own links
/// @param controllers where controllers of the mesh serve HTTP; none where there are none
/// @param patience a node or controller that has not answered for so long is told of as one that
///   does not answer
/// @param maximumAnswerBytes of one node; a larger answer is refused and told of in the same way
/// @param freshness whoever asks within so long gets what was answered before, so that many
///   browsers cost no more than one
public record MeshViewConfig(
    List<InetSocketAddress> nodes,
    List<InetSocketAddress> controllers,
    Duration patience,
    int maximumAnswerBytes,
    Duration freshness) {
  public MeshViewConfig(
      List<InetSocketAddress> nodes,
      List<InetSocketAddress> controllers,
      Duration patience,
      int maximumAnswerBytes,
      Duration freshness) {
    this.nodes = List.copyOf(nodes);
    this.controllers = List.copyOf(controllers);
    this.patience = patience;
    this.maximumAnswerBytes = maximumAnswerBytes;
    this.freshness = freshness;
  }

  /// The usual bounds.
  public static MeshViewConfig of(
      List<InetSocketAddress> nodes, List<InetSocketAddress> controllers) {
    return new MeshViewConfig(
        nodes, controllers, Duration.ofSeconds(2), 4 << 20, Duration.ofMillis(400));
  }
}
