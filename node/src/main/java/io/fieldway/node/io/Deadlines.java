package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/// Connections that must have come to something by a certain time: those that have not said CONNECT
/// yet, and those that linger on their way out. As all wait equally long, the first in is the first
/// due. Belongs to the broker's event loop.
///
/// @param <C> the connections
final class Deadlines<C> {
  private final Deque<Due<C>> due = new ArrayDeque<>();
  private final long waitMillis;

  private record Due<C>(C connection, long at) {}

  Deadlines(long waitMillis) {
    this.waitMillis = waitMillis;
  }

  void add(C connection, long now) {
    due.addLast(new Due<>(connection, now + waitMillis));
  }

  /// Forgets those whose time has come, and tells them.
  void pass(long now, Consumer<? super C> late) {
    for (@Var Due<C> first = due.peekFirst();
        first != null && first.at <= now;
        first = due.peekFirst()) {
      due.removeFirst();
      late.accept(first.connection);
    }
  }
}
