package io.fieldway.node.copy;

/// What a publisher's acknowledgement waits for.
public enum CopyDurability {
  /// The node's own disk.
  LOCAL,
  /// The substitute's disk as well, as long as there is a substitute that has everything.
  SUBSTITUTE
}
