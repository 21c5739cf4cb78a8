package io.fieldway.node.mesh;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.broker.Addressee;
import io.fieldway.node.packet.QoS;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The messages from this node to one other, numbered from 1 on. Each stays until the other has
/// confirmed it, whoever else has it meanwhile: no relay's disk is needed for it to arrive.
///
/// Numbers are reserved in the journal ahead of their use. After a kill the stream goes on behind
/// them, so that a number never stands for two messages; hence a message at QoS 1 may leave before
/// it is on disk itself. Its publisher is answered when it is, and would else send it again. At QoS
/// 2 that would be a second delivery: those wait.
final class OutgoingStream {
  /// Numbers that are reserved at a time.
  private static final int AHEAD = 1 << 16;

  final String destination;

  /// The number of the last message that was taken.
  @Var long last;

  /// Its key in the journal, 0 where it is not kept.
  @Var long key;

  /// Numbers up to this one are reserved, which is durable from this position on.
  @Var private long reserved;

  @Var private long reservedAt;

  /// Numbers up to this one are reserved durably.
  @Var private long usable;

  /// Whether it is among those that are to reserve numbers.
  @Var boolean isReserving;

  /// When the destination was heard of last, or asked.
  @Var long askedAt;

  /// Whether it was asked, and has not confirmed anything since.
  @Var boolean asked;

  /// The life of the destination in which it was asked, or nothing was on its way.
  @Var long epoch;

  /// What was sent up to this number the destination may have lost with its former life; 0 where it
  /// has none or has said what of it is there.
  @Var long doubtedUpTo;

  private final ArrayDeque<Leg> backlog = new ArrayDeque<>(0);
  private final ArrayDeque<Leg> released = new ArrayDeque<>(0);

  OutgoingStream(String destination) {
    this.destination = destination;
  }

  /// Numbers a message and takes it.
  Leg take(Transit transit, Addressee addressee) {
    Leg leg = new Leg(transit, addressee, ++last, 0);
    leg.stage = Leg.Stage.BACKLOG;
    transit.legs.add(leg);
    backlog.add(leg);
    return leg;
  }

  /// Whether it is about to need more numbers than it has.
  boolean wantsNumbers() {
    return last > reserved - AHEAD / 2;
  }

  /// Reserves numbers; answers the last of them, which the journal is to know.
  long reserve() {
    reserved = last + AHEAD;
    return reserved;
  }

  /// The journal knows what is reserved, which is durable from this position on.
  void reserved(long position) {
    reservedAt = position;
  }

  /// The journal is durable up to a position.
  void committed(long position) {
    if (reservedAt <= position) {
      usable = reserved;
    }
  }

  /// Goes on behind the numbers that were reserved before a restart.
  void goOnBehind(long number) {
    last = Math.max(last, number);
  }

  /// Puts back what was kept, in the order of its numbers.
  void restore(Leg leg) {
    leg.stage = Leg.Stage.BACKLOG;
    backlog.add(leg);
    last = Math.max(last, leg.sequence);
  }

  /// The lowest number that is not confirmed.
  long low() {
    Leg first = released.isEmpty() ? backlog.peek() : released.peek();
    return first == null ? last + 1 : first.sequence;
  }

  /// The highest number that has left, 0 where none waits for its confirmation.
  long highest() {
    return released.isEmpty() ? 0 : released.getLast().sequence;
  }

  /// Whether it waits for the journal, or for room in the window.
  boolean isWaiting() {
    return !backlog.isEmpty() || usable < reserved;
  }

  int unconfirmed() {
    return released.size() + backlog.size();
  }

  /// Calls for each leg that is not confirmed.
  void forEach(Consumer<Leg> action) {
    released.forEach(action);
    backlog.forEach(action);
  }

  /// What may leave now, as far as the window goes.
  List<Leg> release(int window, long durable) {
    if (backlog.isEmpty() || released.size() >= window) {
      return List.of();
    }
    List<Leg> out = new ArrayList<>();
    while (released.size() < window && !backlog.isEmpty() && mayLeave(backlog.element(), durable)) {
      Leg leg = backlog.remove();
      released.add(leg);
      leg.stage = Leg.Stage.WAITING;
      out.add(leg);
    }
    return out;
  }

  private boolean mayLeave(Leg leg, long durable) {
    return leg.transit.position <= durable
        || (leg.sequence <= usable && leg.transit.message.qos() == QoS.AT_LEAST_ONCE);
  }

  /// The destination has all up to this one.
  List<Leg> confirmed(long sequence) {
    List<Leg> over = new ArrayList<>();
    while (!released.isEmpty() && released.element().sequence <= sequence) {
      over.add(released.remove());
    }
    return over;
  }

  /// What left, is above the one number and not above the other, and is with nobody this node could
  /// ask: some of it.
  List<Leg> missing(long present, long last, int most) {
    List<Leg> lost = new ArrayList<>();
    for (Leg leg : released) {
      if (leg.sequence > last || lost.size() == most) {
        break;
      }
      if (leg.sequence > present && leg.stage == Leg.Stage.PASSED) {
        lost.add(leg);
      }
    }
    return lost;
  }

  /// Gives up one message; the destination hears that it is not to be waited for.
  void drop(Leg leg) {
    if (!released.remove(leg)) {
      backlog.remove(leg);
    }
  }

  /// Gives up what is not confirmed.
  List<Leg> abandon() {
    List<Leg> all = new ArrayList<>(released);
    all.addAll(backlog);
    released.clear();
    backlog.clear();
    doubtedUpTo = 0;
    return all;
  }
}
