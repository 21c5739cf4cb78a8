package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What was sent to a client and not acknowledged, by packet id and in order.
///
/// Packet ids are given out round robin, so those in use lie in a span of less than 65,535 behind
/// the next one; a ring that is as long as the span finds each without a search. Where the oldest
/// stays unacknowledged until the span is used up, nothing more is sent before it is acknowledged.
final class Window {
  private static final int IDS = 65_535;
  private static final int SMALLEST = 8;

  @Var private @Nullable Delivery[] ring = new @Nullable Delivery[SMALLEST];

  /// Ordinal numbers of the oldest place in use and of the next one; number n has the id n % IDS +
  /// 1.
  @Var private long oldest;

  @Var private long next;
  @Var private int size;

  int size() {
    return size;
  }

  boolean hasFreeId() {
    return next - oldest < IDS;
  }

  /// Gives a delivery the next packet id.
  void add(Delivery delivery) {
    delivery.packetId = id(next);
    place(next++, delivery);
  }

  /// Puts back, in order, a delivery that has its packet id from before a restart.
  void restore(Delivery delivery) {
    if (size == 0) {
      oldest = delivery.packetId - 1L;
      next = oldest;
    }
    long number = next + Math.floorMod(delivery.packetId - id(next), IDS);
    place(number, delivery);
    next = number + 1;
  }

  @Nullable Delivery get(int packetId) {
    long number = oldest + Math.floorMod(packetId - id(oldest), IDS);
    return number < next ? ring[slot(number)] : null;
  }

  void remove(Delivery delivery) {
    long number = oldest + Math.floorMod(delivery.packetId - id(oldest), IDS);
    ring[slot(number)] = null;
    size--;
    while (oldest < next && ring[slot(oldest)] == null) {
      oldest++;
    }
    if (size == 0 && ring.length > SMALLEST) {
      ring = new @Nullable Delivery[SMALLEST];
    }
  }

  /// Calls for each in the order of sending. What is called may remove.
  void forEach(Consumer<Delivery> action) {
    long end = next;
    for (@Var long number = oldest; number < end; number++) {
      Delivery delivery = number < oldest ? null : ring[slot(number)];
      if (delivery != null) {
        action.accept(delivery);
      }
    }
  }

  private void place(long number, Delivery delivery) {
    while (number - oldest >= ring.length) {
      grow();
    }
    ring[slot(number)] = delivery;
    size++;
  }

  private void grow() {
    @Nullable Delivery[] larger = new @Nullable Delivery[ring.length * 2];
    for (@Var long number = oldest; number < next; number++) {
      larger[(int) (number & (larger.length - 1))] = ring[slot(number)];
    }
    ring = larger;
  }

  private int slot(long number) {
    return (int) (number & (ring.length - 1));
  }

  private static int id(long number) {
    return (int) (number % IDS) + 1;
  }
}
