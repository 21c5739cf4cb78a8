package io.fieldway.socketio.session;

import io.fieldway.socketio.DisconnectReason;
import io.fieldway.socketio.packet.SocketEncoder;
import io.fieldway.socketio.packet.SocketPacket;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Writes down what a session wants done, as text.
class ShellLog implements ClientSession.Shell {
  private final List<String> said = new ArrayList<>();

  List<String> take() {
    List<String> taken = List.copyOf(said);
    said.clear();
    return taken;
  }

  @Override
  public void admit(String namespace, JsonNode auth) {
    said.add("admit " + namespace + " " + auth);
  }

  @Override
  public void send(SocketPacket packet) {
    said.add("send " + SocketEncoder.encode(packet).getFirst().text());
  }

  @Override
  public void event(SocketPacket.Event event) {
    said.add("event " + event.name());
  }

  @Override
  public void acknowledged(SocketPacket.Ack ack) {
    said.add("ack " + ack.id());
  }

  @Override
  public void left(String namespace, DisconnectReason reason) {
    said.add("left " + namespace + " " + reason.word());
  }

  @Override
  public void close(DisconnectReason reason) {
    said.add("close " + reason.word());
  }
}
