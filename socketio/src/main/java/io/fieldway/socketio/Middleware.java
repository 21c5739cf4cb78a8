package io.fieldway.socketio;

import java.util.concurrent.CompletionStage;

/// Decides on each CONNECT to a namespace before its socket exists. Called on the connection's
/// event loop, so it must not block: it may answer later, from any thread. A stage that fails
/// refuses the client with the words `Internal error`.
@FunctionalInterface
public interface Middleware {
  CompletionStage<Admission> admit(Handshake handshake);
}
