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

  /// Messages at QoS 0, and one for each time that the line is held, so that none passes by.
  @Var private int unacknowledged;

  @Var private int held;

  int size() {
    return line.size();
  }

  boolean isEmpty() {
    return line.isEmpty();
  }

  /// Nothing leaves the line or passes it by until it is released as often.
  void hold() {
    held++;
    unacknowledged++;
  }

  void release() {
    held--;
    unacknowledged--;
  }

  boolean isHeld() {
    return held > 0;
  }

  /// Whether a message at QoS 0 has to wait for others.
  boolean holdsUnacknowledged() {
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
    unacknowledged = held;
  }

  private void left(Delivery delivery) {
    if (delivery.qos == QoS.AT_MOST_ONCE) {
      unacknowledged--;
    }
  }
}
