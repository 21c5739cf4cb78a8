package io.fieldway.node.journal;

/// The beginning of a file is not that of a segment. The reason says in what.
final class MalformedSegmentException extends Exception {
  private static final long serialVersionUID = 1;

  private final String reason;

  MalformedSegmentException(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
