package io.fieldway.node.network;

/// The peer's fault: a control message that is not taken. It has disturbed nothing and is counted.
/// The message says what was expected and what came; there is no stack trace, for it is an answer
/// and not a bug.
public final class InvalidControlException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Refusal reason;

  InvalidControlException(Refusal reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /// Why it is not taken.
  public Refusal reason() {
    return reason;
  }
}
