package io.fieldway.wire.model;

/// How commands of one action wait, declared in the model as `fw:policy`.
public enum QueuePolicy {
  /// One after the other at each device, in the order they were made.
  FIFO("fifo"),
  /// The latest of the same device and action wins; earlier ones that have not begun are cancelled.
  REPLACE("replace"),
  /// Never waits: it fails at once where its device cannot be reached now.
  NOW_ONLY("nowOnly");

  private final String word;

  QueuePolicy(String word) {
    this.word = word;
  }

  /// The policy as it stands in a model or message.
  public String word() {
    return word;
  }
}
