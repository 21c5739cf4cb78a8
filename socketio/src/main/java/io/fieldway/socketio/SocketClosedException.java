package io.fieldway.socketio;

/// The socket ended before its client acknowledged an event.
public final class SocketClosedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final DisconnectReason reason;

  public SocketClosedException(DisconnectReason reason) {
    super("the socket is closed: " + reason.word(), null, false, false);
    this.reason = reason;
  }

  public DisconnectReason reason() {
    return reason;
  }
}
