package io.fieldway.node.link;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.Packet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What lies above a link, and writes down what it hears.
final class Above implements Neighbours {
  private final List<String> heard = new ArrayList<>();
  private final List<Packet> packets = new ArrayList<>();
  @Var String refusal = "";
  @Var Runnable asked = () -> {};

  @Override
  public Optional<String> refusal(Link link, String peer, long peerEpoch) {
    asked.run();
    return refusal.isEmpty() ? Optional.empty() : Optional.of(refusal);
  }

  @Override
  public void up(Link link, long now) {
    heard.add("up " + link.peer() + " " + link.peerEpoch());
  }

  @Override
  public void received(Link link, Packet packet, long now) {
    packets.add(packet);
  }

  @Override
  public void measured(Link link, long now) {
    heard.add("measured " + link.roundTripMicros());
  }

  @Override
  public void drained(Link link, long now) {
    heard.add("drained");
  }

  @Override
  public void down(Link link, String why, long now) {
    heard.add("down " + why);
  }

  /// What it heard since it was asked last.
  List<String> hears() {
    List<String> taken = List.copyOf(heard);
    heard.clear();
    return taken;
  }

  List<Packet> receives() {
    List<Packet> taken = List.copyOf(packets);
    packets.clear();
    return taken;
  }
}
