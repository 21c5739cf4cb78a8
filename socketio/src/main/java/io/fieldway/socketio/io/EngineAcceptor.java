package io.fieldway.socketio.io;

/// Takes the sessions of an [EngineServer], each on its event loop, before its first message.
@FunctionalInterface
public interface EngineAcceptor {
  EngineListener accept(EngineConnection connection);
}
