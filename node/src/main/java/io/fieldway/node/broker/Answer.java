package io.fieldway.node.broker;

/// What an acknowledgement is to its packet id.
enum Answer {
  /// The one that was awaited.
  TAKEN,
  /// The packet id is not in use.
  OF_NOTHING,
  /// The packet id is in use, and something else is awaited.
  OF_ANOTHER_KIND
}
