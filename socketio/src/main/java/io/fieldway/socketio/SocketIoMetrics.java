package io.fieldway.socketio;

/// Hears what a metrics registry may want to count. Called on event loops: count and return. Every
/// method does nothing unless overridden.
public interface SocketIoMetrics {
  /// A listener that counts nothing.
  static SocketIoMetrics none() {
    return new SocketIoMetrics() {};
  }

  /// An Engine.IO session was opened.
  default void opened(Transport transport) {}

  /// A session moved from polling to websocket.
  default void upgraded() {}

  /// A session ended.
  default void closed(DisconnectReason reason) {}

  /// A request was refused before it became a session, or for its session: the protocol's words.
  default void refused(String message) {}

  /// An Engine.IO packet came in; its size in bytes.
  default void received(int bytes) {}

  /// An Engine.IO packet went out; its size in bytes.
  default void sent(int bytes) {}

  /// A client entered a namespace.
  default void connected(String namespace) {}

  /// A client was refused by a namespace.
  default void connectRefused(String namespace) {}

  /// A socket left its namespace.
  default void disconnected(String namespace, DisconnectReason reason) {}

  /// A socket whose transport was cut is kept, so that its client can be recovered.
  default void sessionKept(String namespace) {}

  /// A client came back and was recovered.
  default void recovered(String namespace) {}

  /// A client came back too late, or what it missed is not kept any more: it enters as a new one.
  default void notRecovered(String namespace) {}

  /// So many kept sockets were dropped: too old, or beyond `maxSessions`.
  default void sessionsDropped(String namespace, int sessions) {}

  /// So many kept events were dropped before their time, beyond `maxPackets` or `maxPacketBytes`.
  default void packetsDropped(String namespace, int packets) {}

  /// An acknowledgement did not come in time.
  default void ackTimedOut(String namespace) {}

  /// A listener or middleware of the application threw.
  default void listenerFailed(String namespace) {}
}
