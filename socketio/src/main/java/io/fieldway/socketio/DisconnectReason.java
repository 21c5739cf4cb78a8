package io.fieldway.socketio;

/// Why a socket or a whole connection ended, in the protocol's words.
public enum DisconnectReason {
  CLIENT_NAMESPACE_DISCONNECT("client namespace disconnect"),
  SERVER_NAMESPACE_DISCONNECT("server namespace disconnect"),
  SERVER_SHUTTING_DOWN("server shutting down"),
  FORCED_SERVER_CLOSE("forced server close"),
  PING_TIMEOUT("ping timeout"),
  TRANSPORT_CLOSE("transport close"),
  TRANSPORT_ERROR("transport error"),
  PARSE_ERROR("parse error"),
  /// The client did not connect to any namespace within [SocketIoConfig#connectTimeout()].
  CONNECT_TIMEOUT("connect timeout"),
  /// More than [SocketIoConfig#maxBufferedBytes()] were waiting for the client to read them.
  SLOW_CLIENT("slow client");

  private final String word;

  DisconnectReason(String word) {
    this.word = word;
  }

  /// The protocol's words, such as `transport close`.
  public String word() {
    return word;
  }

  /// Whether the network is to blame and nobody wanted the end, so that the client may be
  /// recovered.
  public boolean recoverable() {
    return switch (this) {
      case PING_TIMEOUT, TRANSPORT_CLOSE, TRANSPORT_ERROR -> true;
      case CLIENT_NAMESPACE_DISCONNECT,
          SERVER_NAMESPACE_DISCONNECT,
          SERVER_SHUTTING_DOWN,
          FORCED_SERVER_CLOSE,
          PARSE_ERROR,
          CONNECT_TIMEOUT,
          SLOW_CLIENT ->
          false;
    };
  }
}
