package io.fieldway.socketio.engine;

import io.fieldway.socketio.DisconnectReason;
import java.util.List;

/// What an [EngineSession] wants done. Calls come in the order in which they must take effect.
public interface EngineLink {
  /// Answer the waiting poll.
  void answer(List<EnginePacket> packets);

  /// Refuse the waiting poll: its transport is no more.
  void refusePoll();

  /// Write to the websocket: the one that probes, or the one in use.
  void frame(EnginePacket packet);

  /// The frames of this batch are written: let them go.
  void flush();

  /// Bytes written to the websocket that its peer has not taken yet.
  long unsent();

  /// Hand a message up.
  void deliver(EnginePacket message);

  /// The websocket that probed is the transport now.
  void upgraded();

  /// Close the websocket that probes; the session stays on polling.
  void dropProbe();

  /// The session is over for those above; nothing is delivered any more.
  void ended(DisconnectReason reason);

  /// Nothing more will be said: forget the session and close what is open.
  void gone(DisconnectReason reason);
}
