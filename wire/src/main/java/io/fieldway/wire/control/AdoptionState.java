package io.fieldway.wire.control;

/// How far a substitute is with carrying a dead node on.
public enum AdoptionState {
  /// The copy is being opened.
  OPENING("opening"),
  /// The dead node's clients are served.
  SERVING("serving"),
  /// It cannot be carried on here, for the reason given.
  REFUSED("refused"),
  /// It is carried on no more: it went back to the node.
  CLOSED("closed");

  private final String word;

  AdoptionState(String word) {
    this.word = word;
  }

  /// The state as it stands in a message.
  public String word() {
    return word;
  }
}
