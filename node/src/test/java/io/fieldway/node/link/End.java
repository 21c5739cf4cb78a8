package io.fieldway.node.link;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.Packet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A connection that writes down what a link does with it.
final class End implements LinkOutbound {
  private final List<Packet> sent = new ArrayList<>();
  @Var private boolean closed;
  @Var long pending;
  @Var String certified = "";

  @Override
  public void send(Packet packet) {
    if (!closed) {
      sent.add(packet);
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public long pendingBytes() {
    return pending;
  }

  @Override
  public Optional<Certified> certified() {
    return certified.isEmpty() ? Optional.empty() : Optional.of(new Certified(certified, false));
  }

  boolean isClosed() {
    return closed;
  }

  /// What was sent since it was asked last.
  List<Packet> takes() {
    List<Packet> taken = List.copyOf(sent);
    sent.clear();
    return taken;
  }

  /// The only packet that was sent since it was asked last.
  <P extends Packet> P takesOne(Class<P> kind) {
    List<Packet> taken = takes();
    if (taken.size() != 1) {
      throw new AssertionError("expected one packet, got " + taken);
    }
    return kind.cast(taken.getFirst());
  }
}
