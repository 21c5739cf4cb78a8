package io.fieldway.node.link;

/// What a node's shells hand their connections to: it makes links of them, and is told when time
/// passes. One thread makes all calls.
public interface Links {
  /// Makes a link of a connection that this node has opened.
  Link dialled(LinkOutbound out, long now);

  /// Makes a link of a connection that has come in.
  Link accepted(LinkOutbound out, long now);

  /// Whether a link to a node is up, whichever end has opened it.
  boolean isLinked(String peer);

  /// Lets time pass for all links that are not closed; to be called about ten times a second.
  void tick(long now);

  /// A burst of reading has ended, on whatever connections: what was said since is about to leave.
  void settle(long now);

  /// The journal is durable up to a position.
  void committed(long position, long now);
}
