package io.fieldway.node.mesh;

/// Messages that are at a node now.
///
/// @param destination the node whose sessions are to have them
/// @param why why they are here
public record Stay(String destination, String why, long messages) {
  static final String NO_WAY = "no way leads to it";
  static final String NO_ALLOWED_WAY = "no way leads to it that the topic may take";
  static final String NO_ROOM = "a neighbour has no room for what goes to it";
  static final String NO_SESSION_ROOM = "a session has no room";
  static final String EARLIER_MISSING = "an earlier one is missing";
}
