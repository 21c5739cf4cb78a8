package io.fieldway.socketio.session;

import java.util.Collections;
import java.util.Set;

/// Whom an event is for.
public sealed interface Audience {
  /// Whether the client that was cut was to hear the event.
  boolean includes(CutSession session);

  /// Every socket of the namespace.
  record Everyone() implements Audience {
    @Override
    public boolean includes(CutSession session) {
      return true;
    }
  }

  /// The sockets that are in any of these rooms.
  record Rooms(Set<String> names) implements Audience {
    @Override
    public boolean includes(CutSession session) {
      return !Collections.disjoint(names, session.rooms());
    }
  }

  /// One socket.
  record Only(String socketId) implements Audience {
    @Override
    public boolean includes(CutSession session) {
      return socketId.equals(session.socketId());
    }
  }
}
