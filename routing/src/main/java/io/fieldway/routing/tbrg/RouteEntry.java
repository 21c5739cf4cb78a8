package io.fieldway.routing.tbrg;

import java.util.List;
import java.util.Optional;

/// A line of a node's routing table: how a message that matches a filter gets to one consumer
/// (Table 1 of the paper).
///
/// The queue is the paper's *subscribing node queue* (Definition 3): the nodes behind this one that
/// subscribe each to the one before it, the next hop first and the consumer last. The node itself
/// is not in it, so that where links cost 1 the weight is the number of nodes in the queue
/// (Definition 4). At the consumer itself the queue is empty and the weight 0.
///
/// @param filter what the consumer subscribed to
/// @param consumer the node with sessions that want it
/// @param queue the nodes on the way
/// @param weight the sum of the costs on the way
public record RouteEntry(String filter, String consumer, List<String> queue, long weight) {
  /// Copies the queue.
  public RouteEntry(String filter, String consumer, List<String> queue, long weight) {
    this.filter = filter;
    this.consumer = consumer;
    this.queue = List.copyOf(queue);
    this.weight = weight;
  }

  /// The neighbour that a message is handed to; empty at the consumer itself.
  public Optional<String> nextHop() {
    return queue.stream().findFirst();
  }

  /// The entry as the paper prints it: `C B A / top`. At the consumer itself it is what the paper
  /// calls Host_Topic (Definition 5): `A / top`.
  public String line() {
    return (queue.isEmpty() ? consumer : String.join(" ", queue)) + " / " + filter;
  }
}
