package io.fieldway.socketio;

import java.util.Optional;

/// The two transports of Engine.IO, by the names they carry in the `transport` query parameter.
public enum Transport {
  POLLING("polling"),
  WEBSOCKET("websocket");

  private final String word;

  Transport(String word) {
    this.word = word;
  }

  /// The protocol's word for this transport.
  public String word() {
    return word;
  }

  /// The transport of that name; empty where the protocol knows none.
  public static Optional<Transport> of(String word) {
    return switch (word) {
      case "polling" -> Optional.of(POLLING);
      case "websocket" -> Optional.of(WEBSOCKET);
      default -> Optional.empty();
    };
  }
}
