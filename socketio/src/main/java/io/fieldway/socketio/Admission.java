package io.fieldway.socketio;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// The answer of a [Middleware] to a client that wants to enter a namespace.
public sealed interface Admission {
  /// Lets the client in.
  static Admission accept() {
    return new Accepted();
  }

  /// Sends the client a `connect_error` with this message.
  static Admission refuse(String message) {
    return new Refused(message, MissingNode.getInstance());
  }

  /// Sends the client a `connect_error` with this message and this `data`.
  static Admission refuse(String message, JsonNode data) {
    return new Refused(message, data);
  }

  record Accepted() implements Admission {}

  /// `data` is a `MissingNode` where there is nothing more to say than the message.
  record Refused(String message, JsonNode data) implements Admission {}
}
