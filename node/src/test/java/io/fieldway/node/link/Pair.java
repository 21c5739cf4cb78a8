package io.fieldway.node.link;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.Packet;
import java.util.ArrayDeque;
import java.util.Deque;

/// Two nodes and the link between them in virtual time, with a delay on the way.
final class Pair {
  static final Self A = new Self("plant", "a", 7);
  static final Self B = new Self("plant", "b", 9);
  static final int TICK = 100;

  final End outOfA = new End();
  final End outOfB = new End();
  final Above aboveA = new Above();
  final Above aboveB = new Above();
  final Link a;
  final Link b;
  private final Deque<Travelling> toA = new ArrayDeque<>();
  private final Deque<Travelling> toB = new ArrayDeque<>();
  private final int delay;
  @Var long now = 1_000_000;
  @Var boolean silentA;

  private record Travelling(Packet packet, long arrives) {}

  Pair(LinkConfig config, int delay) {
    this.delay = delay;
    this.a = Link.dialled(A, config, outOfA, aboveA, now);
    this.b = Link.accepted(B, config, outOfB, aboveB, now);
  }

  /// A pair whose link is up, and who have said their first hello.
  static Pair up(LinkConfig config, int delay) {
    Pair pair = new Pair(config, delay);
    pair.run(3 * delay + 1);
    pair.aboveA.hears();
    pair.aboveB.hears();
    return pair;
  }

  /// Lets time pass, millisecond by millisecond.
  void run(long millis) {
    for (@Var long left = millis; left >= 0; left--) {
      carry();
      if (left > 0) {
        now++;
        if (now % TICK == 0) {
          a.tick(now);
          b.tick(now);
        }
      }
    }
  }

  private void carry() {
    outOfA.takes().stream()
        .filter(each -> !silentA)
        .forEach(each -> toB.add(new Travelling(each, now + delay)));
    outOfB.takes().forEach(each -> toA.add(new Travelling(each, now + delay)));
    @Var boolean some = arrive(toB, b);
    some |= arrive(toA, a);
    if (some) {
      carry();
    }
  }

  private boolean arrive(Deque<Travelling> way, Link link) {
    @Var boolean some = false;
    while (!way.isEmpty() && way.getFirst().arrives <= now) {
      link.received(way.removeFirst().packet, now);
      some = true;
    }
    return some;
  }
}
