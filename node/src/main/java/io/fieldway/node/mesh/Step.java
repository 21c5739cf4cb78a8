package io.fieldway.node.mesh;

/// What became of a message at one node of its way, towards one of its destinations.
///
/// @param at milliseconds since the epoch, by this node's clock
/// @param origin the node where it was published
/// @param incarnation which disk of that node counted it
/// @param destination the node whose sessions are to have it
/// @param sequence its number among those from the origin to the destination; 0 at QoS 0
/// @param from the neighbour it came from; empty where it was published here, or came before a
///   restart
/// @param to the neighbour that it was sent to, or would have been; empty where none was
/// @param why why it did not go on; empty where it did
public record Step(
    long at,
    String topic,
    String origin,
    long incarnation,
    String destination,
    long sequence,
    String from,
    String to,
    Fate fate,
    String why) {
  /// What became of it.
  public enum Fate {
    /// It was sent to the next node.
    FORWARDED,

    /// The sessions here have it.
    DELIVERED,

    /// It waits here.
    WAITING,

    /// The next node, or this one, did not take it; who had it has it still.
    REFUSED,

    /// It ended here.
    DROPPED
  }
}
