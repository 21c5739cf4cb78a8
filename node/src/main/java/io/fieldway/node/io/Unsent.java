package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What sockets have not taken of what they were given, over all connections. A connection is
/// counted at the end of each turn in which it was written to, and while something is left of it
/// also with each tick, for what a socket takes by itself is not announced. Belongs to the broker's
/// event loop.
final class Unsent {
  private final Set<Connection> behind = new LinkedHashSet<>();
  @Var private long bytes;

  long bytes() {
    return bytes;
  }

  /// A connection has so much left where it had so much before.
  void changed(Connection connection, long before, long left) {
    bytes += left - before;
    if (left == 0) {
      behind.remove(connection);
    } else if (before == 0) {
      behind.add(connection);
    }
  }

  /// Counts again where something was left.
  void count() {
    List.copyOf(behind).forEach(Connection::count);
  }
}
