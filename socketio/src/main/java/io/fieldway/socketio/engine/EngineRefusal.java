package io.fieldway.socketio.engine;

/// Why a request is refused: the code and the words of the protocol's error body, and the HTTP
/// status.
public enum EngineRefusal {
  TRANSPORT_UNKNOWN(400, 0, "Transport unknown"),
  SESSION_ID_UNKNOWN(400, 1, "Session ID unknown"),
  BAD_HANDSHAKE_METHOD(400, 2, "Bad handshake method"),
  BAD_REQUEST(400, 3, "Bad request"),
  FORBIDDEN(403, 4, "Forbidden"),
  UNSUPPORTED_PROTOCOL_VERSION(400, 5, "Unsupported protocol version"),
  /// `maxPayload` is passed; the protocol has no code of its own for it.
  PAYLOAD_TOO_LARGE(413, 3, "Payload too large"),
  /// `maxClients` or `maxConnectsPerSecond` is passed, or the server is closing.
  BUSY(503, 4, "Server busy");

  private final int status;
  private final int code;
  private final String message;

  EngineRefusal(int status, int code, String message) {
    this.status = status;
    this.code = code;
    this.message = message;
  }

  public int status() {
    return status;
  }

  public String message() {
    return message;
  }

  /// The error body, such as `{"code":1,"message":"Session ID unknown"}`.
  public String json() {
    return "{\"code\":" + code + ",\"message\":\"" + message + "\"}";
  }
}
