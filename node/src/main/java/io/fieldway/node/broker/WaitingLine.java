package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.QoS;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// What has not been sent to a session yet, in order. Whether something at QoS 0 is among it is
/// known without a look at each.
final class WaitingLine {
  private final ArrayDeque<Delivery> line = new ArrayDeque<>(0);
  @Var private int unacknowledged;

  int size() {
    return line.size();
  }

  boolean isEmpty() {
    return line.isEmpty();
  }

  /// Whether a message at QoS 0 waits.
  boolean hasUnacknowledged() {
    return unacknowledged > 0;
  }

  void add(Delivery delivery) {
    line.add(delivery);
    if (delivery.qos == QoS.AT_MOST_ONCE) {
      unacknowledged++;
    }
  }

  /// The first, which stays.
  Delivery first() {
    return line.element();
  }

  Delivery removeFirst() {
    Delivery first = line.remove();
    left(first);
    return first;
  }

  void removeIf(Predicate<Delivery> goes) {
    line.removeIf(delivery -> {
      boolean gone = goes.test(delivery);
      if (gone) {
        left(delivery);
      }
      return gone;
    });
  }

  void forEach(Consumer<Delivery> action) {
    line.forEach(action);
  }

  void clear() {
    line.clear();
    unacknowledged = 0;
  }

  private void left(Delivery delivery) {
    if (delivery.qos == QoS.AT_MOST_ONCE) {
      unacknowledged--;
    }
  }
}
