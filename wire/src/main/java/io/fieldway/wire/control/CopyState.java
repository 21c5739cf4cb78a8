package io.fieldway.wire.control;

/// How far the copy of a node's journal is.
public enum CopyState {
  /// The node was told of no substitute.
  NONE("none"),
  /// No connection to the substitute yet, or none any more.
  CONNECTING("connecting"),
  /// What is alive in the journal is on its way.
  SCANNING("scanning"),
  /// The substitute has everything, and each further change follows.
  WHOLE("whole"),
  /// The substitute does not take it, for the reason given.
  REFUSED("refused");

  private final String word;

  CopyState(String word) {
    this.word = word;
  }

  /// The state as it stands in a message.
  public String word() {
    return word;
  }
}
