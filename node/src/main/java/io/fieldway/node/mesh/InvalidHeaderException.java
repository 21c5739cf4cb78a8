package io.fieldway.node.mesh;

/// A neighbour has sent a message without a proper header; says what was expected.
final class InvalidHeaderException extends Exception {
  private static final long serialVersionUID = 1;

  InvalidHeaderException(String why) {
    super(why, null, false, false);
  }
}
