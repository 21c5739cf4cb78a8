package io.fieldway.node.mesh;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.link.Link;
import io.fieldway.node.packet.Puback;
import java.util.ArrayDeque;
import java.util.Queue;

/// The PUBACKs that this node owes its neighbours: each goes out when what it answers for is
/// durable.
final class Receipts {
  private record Owed(long position, Link link, int packetId) {}

  private final Queue<Owed> owed = new ArrayDeque<>();
  @Var private long durable;

  Receipts(long durable) {
    this.durable = durable;
  }

  /// Answers for a message that is durable from this position on.
  void owe(long position, Link link, int packetId) {
    if (position <= durable && owed.isEmpty()) {
      link.send(Puback.of(packetId));
    } else {
      owed.add(new Owed(position, link, packetId));
    }
  }

  /// The journal is durable up to a position.
  void committed(long position) {
    durable = position;
    @Var Owed first = owed.peek();
    while (first != null && first.position <= position) {
      owed.remove();
      first.link.send(Puback.of(first.packetId));
      first = owed.peek();
    }
  }
}
