package io.fieldway.routing.topic;

/// A topic filter that MQTT does not allow. The message names the clause, what was expected and
/// where it went wrong, and repeats nothing of the text, so that it may be sent as a Reason String.
/// It is the peer's fault and has no stack trace.
public final class InvalidTopicException extends Exception {
  private static final long serialVersionUID = 1;

  InvalidTopicException(String message) {
    super(message, null, false, false);
  }
}
