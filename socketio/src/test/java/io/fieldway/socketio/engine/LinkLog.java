package io.fieldway.socketio.engine;

import com.google.errorprone.annotations.Var;
import io.fieldway.socketio.DisconnectReason;
import java.util.ArrayList;
import java.util.List;

/// Writes down what a session wants done, as text.
final class LinkLog implements EngineLink {
  private final List<String> said = new ArrayList<>();
  @Var long unsent;

  List<String> take() {
    List<String> taken = List.copyOf(said);
    said.clear();
    return taken;
  }

  @Override
  public void answer(List<EnginePacket> packets) {
    said.add("answer " + String.join(" ", packets.stream().map(Object::toString).toList()));
  }

  @Override
  public void refusePoll() {
    said.add("refuse poll");
  }

  @Override
  public void frame(EnginePacket packet) {
    said.add("frame " + packet);
  }

  @Override
  public void flush() {
    said.add("flush");
  }

  @Override
  public long unsent() {
    return unsent;
  }

  @Override
  public void deliver(EnginePacket message) {
    said.add("deliver " + message);
  }

  @Override
  public void upgraded() {
    said.add("upgraded");
  }

  @Override
  public void dropProbe() {
    said.add("drop probe");
  }

  @Override
  public void ended(DisconnectReason reason) {
    said.add("ended " + reason.word());
  }

  @Override
  public void gone(DisconnectReason reason) {
    said.add("gone " + reason.word());
  }
}
