package io.fieldway.cloud.queue;

/// Redis is away, full, or too slow. What was asked may or may not have happened.
public final class QueueException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  QueueException(String message, Throwable cause) {
    super(message, cause, false, false);
  }
}
