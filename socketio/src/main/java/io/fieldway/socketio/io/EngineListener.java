package io.fieldway.socketio.io;

import io.fieldway.socketio.DisconnectReason;
import io.fieldway.socketio.engine.EnginePacket;

/// Hears one Engine.IO session, on its event loop.
public interface EngineListener {
  /// A text or binary message came.
  void message(EnginePacket message);

  /// The session ended; nothing comes after this.
  void closed(DisconnectReason reason);
}
