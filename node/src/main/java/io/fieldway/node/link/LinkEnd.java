package io.fieldway.node.link;

/// How a link ended.
///
/// @param why a sentence for people
public record LinkEnd(Kind kind, String why) {
  /// Whose doing an end was.
  public enum Kind {
    /// This node did not take the peer.
    REFUSED,
    /// The peer did not take this node.
    TURNED_AWAY,
    /// The peer did not say who it is in time.
    LATE,
    /// The peer broke the protocol.
    BREACH,
    /// The peer was not heard any more.
    SILENT,
    /// The connection broke.
    LOST,
    /// The peer took its leave.
    LEFT,
    /// This node took its leave.
    CLOSED
  }
}
