package io.fieldway.node.journal;

/// When a group of entries counts as committed.
public enum Durability {
  /// Once it has been forced to the disk: it outlives a power cut.
  EACH_GROUP,
  /// Once the operating system has it: it outlives the death of the process, and a power cut takes
  /// what came after the last force.
  INTERVAL
}
