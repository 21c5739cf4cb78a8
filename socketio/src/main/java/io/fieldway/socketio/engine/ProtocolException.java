package io.fieldway.socketio.engine;

/// The peer sent what the protocol does not allow. Carries no stack trace: the fault is not ours.
public final class ProtocolException extends Exception {
  private static final long serialVersionUID = 1;

  public ProtocolException(String message) {
    super(message, null, false, false);
  }
}
