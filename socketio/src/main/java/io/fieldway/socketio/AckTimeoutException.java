package io.fieldway.socketio;

import java.time.Duration;

/// The client did not acknowledge an event in the time it was given.
public final class AckTimeoutException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public AckTimeoutException(String event, Duration timeout) {
    super("no acknowledgement of \"" + event + "\" within " + timeout, null, false, false);
  }
}
