package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;
import java.util.ArrayDeque;
import java.util.Queue;

/// Holds back what a client may see only when the journal is durable up to a position: nothing is
/// acknowledged before. What one client is to see keeps its order [MQTT-4.6.0-2], for positions
/// never fall: what could go at once waits behind what cannot.
final class Gate {
  private record Held(long position, Client client, Runnable effect) {}

  private final Queue<Held> held = new ArrayDeque<>();
  @Var private long durable;
  @Var private long last;

  Gate(long durable) {
    this.durable = durable;
    this.last = durable;
  }

  /// Runs an effect for a client when the position is durable and all earlier ones for it have run.
  void pass(long position, Client client, Runnable effect) {
    if (isOpen(position, client)) {
      effect.run();
      return;
    }
    last = Math.max(last, position);
    client.intake().waits();
    held.add(new Held(last, client, effect));
  }

  /// Whether an effect for a client would run at once.
  boolean isOpen(long position, Client client) {
    return position <= durable && !client.intake().isWaiting();
  }

  /// Runs what waited for this position.
  void durable(long position) {
    durable = Math.max(durable, position);
    @Var Held first = held.peek();
    while (first != null && first.position <= durable) {
      held.remove();
      first.client.intake().passes();
      first.effect.run();
      first = held.peek();
    }
  }

  int size() {
    return held.size();
  }
}
