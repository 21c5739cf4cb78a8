package io.fieldway.controller.reroute;

/// How a node fares, as the controller sees it.
public enum Life {
  /// It is heard.
  ALIVE("alive"),
  /// It is not heard, or says that it does not serve; nobody knows yet.
  SUSPECTED("suspected"),
  /// It is dead, and its substitute is told to carry it on.
  HANDED_OVER("handed over"),
  /// It is dead, or was drained, and another carries it on.
  CARRIED("carried"),
  /// It is dead, and its substitute could carry it on, but no controller acts here that may say so.
  WAITING("dead, waits for an acting controller"),
  /// It is dead, and nobody has a whole copy of it.
  UNPROTECTED("dead, unprotected");

  private final String word;

  Life(String word) {
    this.word = word;
  }

  /// The life as people read it.
  public String word() {
    return word;
  }
}
