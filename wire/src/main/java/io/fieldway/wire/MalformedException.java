package io.fieldway.wire;

/// The peer's fault: a message that is not what the protocol expects. Carries where, what was
/// expected and what came, and no stack trace, for it is an answer and not a bug.
public final class MalformedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String where;

  public MalformedException(String where, String expected, String came) {
    super(where + ": expected " + expected + ", got " + came, null, false, false);
    this.where = where;
  }

  /// The place in the message, such as `reading.values.temperature`.
  public String where() {
    return where;
  }
}
