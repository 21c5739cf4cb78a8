package io.fieldway.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.node.io.ListenerConfig;
import io.fieldway.node.io.ListenerConfig.Kind;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.PacketEncoder;
import io.fieldway.node.packet.Pingreq;
import io.fieldway.node.packet.Version;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// MQTT over WebSocket (MQTT 5 §6), frame by frame.
final class WebSocketTest {
  private static final String MQTT = "Sec-WebSocket-Protocol: mqtt\r\n";
  private static final byte[] PING = {(byte) 0xC0, 0};

  @TempDir static Path directory;
  private static Node node;

  @BeforeAll
  static void start() throws IOException {
    ListenerConfig listener = ListenerConfig.tcp(ListenerConfig.loopback(0)).withKind(Kind.WS);
    node = Node.start(NodeConfig.of(directory).withListeners(List.of(listener)));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static Socket socket() throws IOException {
    return Peer.open(node.addresses().getFirst());
  }

  private static byte[] bytes(Packet packet) {
    byte[] bytes = new byte[PacketEncoder.size(packet, Version.MQTT_5)];
    PacketEncoder.write(packet, Version.MQTT_5, bytes, 0);
    return bytes;
  }

  private static Socket connected(String clientId) throws IOException {
    Socket socket = socket();
    Frames.shakeHands(socket, "/mqtt");
    send(socket, Frames.BINARY, bytes(Peer.connect(clientId, false)));
    assertThat(Frames.next(socket).hex()).startsWith("20");
    return socket;
  }

  private static void send(Socket socket, int opcode, byte[] payload) throws IOException {
    socket.getOutputStream().write(Frames.masked(opcode, payload));
  }

  @ParameterizedTest
  @CsvSource({
    "/mqtt, 'Sec-WebSocket-Protocol: mqtt', 101",
    "/mqtt?token=1, 'Sec-WebSocket-Protocol: mqtt', 101",
    "/mqtt, 'Sec-WebSocket-Protocol: chat, mqtt', 101",
    "/mqtt, 'Sec-WebSocket-Protocol: mqttv3.1', 400",
    "/mqtt, 'X-Nothing: 1', 400",
    "/other, 'Sec-WebSocket-Protocol: mqtt', 404"
  })
  void offersTheSubprotocolMqttOnItsPath(String path, String header, String status)
      throws IOException {
    try (Socket socket = socket()) {
      assertThat(Frames.ask(socket, path, header + "\r\n")).startsWith("HTTP/1.1 " + status);
    }
  }

  @ParameterizedTest
  @CsvSource({"http://127.0.0.1:PORT, 101", "http://evil.example, 403", "null, 403"})
  void letsInPagesOfItsOwnHostOnly(String origin, String status) throws IOException {
    try (Socket socket = socket()) {
      String own = origin.replace("PORT", Integer.toString(socket.getPort()));
      assertThat(Frames.ask(socket, "/mqtt", MQTT + "Origin: " + own + "\r\n"))
          .startsWith("HTTP/1.1 " + status);
    }
  }

  @Test
  void refusesWhatIsNoUpgrade() throws IOException {
    try (Socket socket = socket()) {
      socket
          .getOutputStream()
          .write("GET /mqtt HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 426")
          .endsWith("expected an upgrade to websocket\n");
    }
  }

  @Test
  void readsOnePacketFromManyFrames() throws IOException {
    try (Socket socket = socket()) {
      Frames.shakeHands(socket, "/mqtt");
      for (byte each : bytes(Peer.connect("drips", false))) {
        send(socket, Frames.BINARY, new byte[] {each});
      }
      assertThat(Frames.next(socket).hex()).startsWith("20");
    }
  }

  @Test
  void readsOnePacketFromAFragmentedMessage() throws IOException {
    byte[] connect = bytes(Peer.connect("fragments", false));
    try (Socket socket = socket()) {
      Frames.shakeHands(socket, "/mqtt");
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(Frames.masked(Frames.BINARY, false, new byte[] {connect[0]}));
      out.write(Frames.masked(Frames.CONTINUATION, false, new byte[0]));
      byte[] rest = new byte[connect.length - 1];
      System.arraycopy(connect, 1, rest, 0, rest.length);
      out.write(Frames.masked(Frames.CONTINUATION, true, rest));
      socket.getOutputStream().write(out.toByteArray());
      assertThat(Frames.next(socket).hex()).startsWith("20");
    }
  }

  @Test
  void readsManyPacketsFromOneFrame() throws IOException {
    ByteArrayOutputStream packets = new ByteArrayOutputStream();
    packets.write(bytes(Peer.connect("gathers", false)));
    packets.write(bytes(new Pingreq()));
    packets.write(bytes(new Pingreq()));
    try (Socket socket = socket()) {
      Frames.shakeHands(socket, "/mqtt");
      send(socket, Frames.BINARY, packets.toByteArray());
      StringBuilder answers = new StringBuilder();
      while (!answers.toString().endsWith("d000d000")) {
        answers.append(Frames.next(socket).hex());
      }
      assertThat(answers).startsWith("20");
    }
  }

  @Test
  void closesOnText() throws IOException {
    try (Socket socket = connected("writes")) {
      send(socket, Frames.TEXT, PING);
      assertThat(Frames.next(socket).hex()).startsWith("03eb"); // 1003
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void answersPingWithPong() throws IOException {
    try (Socket socket = connected("pings")) {
      send(socket, Frames.PING, new byte[] {7});
      assertThat(Frames.next(socket)).isEqualTo(new Frames.Frame(Frames.PONG, "07"));
      send(socket, Frames.BINARY, PING);
      assertThat(Frames.next(socket)).isEqualTo(new Frames.Frame(Frames.BINARY, "d000"));
    }
  }

  @Test
  void answersCloseWithClose() throws IOException {
    try (Socket socket = connected("leaves")) {
      send(socket, Frames.CLOSE, new byte[] {0x03, (byte) 0xE8});
      assertThat(Frames.next(socket)).isEqualTo(new Frames.Frame(Frames.CLOSE, "03e8"));
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void saysCloseWhereTheBrokerCloses() throws IOException {
    try (Socket socket = connected("breaks")) {
      send(socket, Frames.BINARY, new byte[] {0, 0});
      assertThat(Frames.next(socket).hex()).startsWith("e0"); // DISCONNECT
      assertThat(Frames.next(socket).hex()).startsWith("03e8"); // 1000
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void closesOnAFrameThatIsNotMasked() throws IOException {
    try (Socket socket = connected("shows")) {
      socket.getOutputStream().write(new byte[] {(byte) 0x82, 2, (byte) 0xC0, 0});
      assertThat(Frames.next(socket).opcode()).isEqualTo(Frames.CLOSE);
    }
  }

  @Test
  void closesOnAFrameThatIsLargerThanAnyPacket() throws IOException {
    try (Socket socket = connected("swells")) {
      byte[] header = {(byte) 0x82, (byte) 0xFF, 0, 0, 0, 0, 0x10, 0, 0, 0, 1, 2, 3, 4};
      socket.getOutputStream().write(header);
      assertThat(Frames.next(socket).hex()).startsWith("03f1"); // 1009
    }
  }
}
