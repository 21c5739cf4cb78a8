package io.fieldway.node;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Connect;
import io.fieldway.node.packet.MalformedPacketException;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.PacketDecoder;
import io.fieldway.node.packet.PacketEncoder;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.RetainHandling;
import io.fieldway.node.packet.Suback;
import io.fieldway.node.packet.Subscribe;
import io.fieldway.node.packet.Subscription;
import io.fieldway.node.packet.Version;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// The other end of a connection in tests: a blocking socket, and MQTT's bytes as they are.
final class Peer implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 120_000;

  private final Socket socket;
  private final PacketDecoder decoder = PacketDecoder.ofClient(Version.MQTT_5, 1 << 28);
  private final Deque<Packet> received = new ArrayDeque<>();
  private final Optional<Frames> frames;
  private final byte[] buffer = new byte[1 << 16];

  private Peer(Socket socket, Optional<Frames> frames) throws IOException {
    this.socket = socket;
    this.frames = frames;
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
  }

  static Peer tcp(InetSocketAddress address) throws IOException {
    return new Peer(open(address), Optional.empty());
  }

  static Peer tls(InetSocketAddress address, SSLContext context) throws IOException {
    return new Peer(secure(address, context), Optional.empty());
  }

  static Peer webSocket(InetSocketAddress address) throws IOException {
    Socket socket = open(address);
    return new Peer(socket, Optional.of(Frames.shakeHands(socket, "/mqtt")));
  }

  static Peer webSocket(InetSocketAddress address, SSLContext context) throws IOException {
    Socket socket = secure(address, context);
    return new Peer(socket, Optional.of(Frames.shakeHands(socket, "/mqtt")));
  }

  static Socket open(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    socket.connect(address, PATIENCE_MILLIS);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  static Socket secure(InetSocketAddress address, SSLContext context) throws IOException {
    Socket socket = context.getSocketFactory().createSocket();
    socket.connect(address, PATIENCE_MILLIS);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  Socket socket() {
    return socket;
  }

  /// A CONNECT of MQTT 5 with a session that lasts, or a clean start without.
  static Connect connect(String clientId, boolean lasting) {
    return new Connect(
        Version.MQTT_5,
        !lasting,
        0,
        clientId,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        lasting ? Properties.of(Property.SESSION_EXPIRY_INTERVAL, 3_600) : Properties.NONE);
  }

  static Publish message(String topic, QoS qos, String payload) {
    return message(topic, qos, Bytes.utf8(payload));
  }

  static Publish message(String topic, QoS qos, Bytes payload) {
    int packetId = qos == QoS.AT_MOST_ONCE ? 0 : 1;
    return new Publish(topic, payload, qos, false, false, packetId, Properties.NONE);
  }

  Connack connected(String clientId, boolean lasting) throws IOException {
    send(connect(clientId, lasting));
    return (Connack) next();
  }

  Suback subscribed(String filter, QoS qos) throws IOException {
    Subscription subscription = new Subscription(filter, qos, false, false, RetainHandling.SEND);
    send(new Subscribe(1, List.of(subscription), Properties.NONE));
    return (Suback) next();
  }

  void send(Packet packet) throws IOException {
    byte[] bytes = new byte[PacketEncoder.size(packet, Version.MQTT_5)];
    PacketEncoder.write(packet, Version.MQTT_5, bytes, 0);
    raw(bytes);
  }

  void raw(byte[] bytes) throws IOException {
    socket
        .getOutputStream()
        .write(frames.isPresent() ? Frames.masked(Frames.BINARY, bytes) : bytes);
  }

  /// The next packet.
  ///
  /// @throws SocketException where the connection is closed
  Packet next() throws IOException {
    while (received.isEmpty()) {
      byte[] bytes = read();
      if (bytes.length == 0) {
        throw new SocketException("closed");
      }
      try {
        decoder.feed(bytes, 0, bytes.length, received::addLast);
      } catch (MalformedPacketException e) {
        throw new IOException(e);
      }
    }
    return received.removeFirst();
  }

  /// What comes next; nothing at the end.
  private byte[] read() throws IOException {
    if (frames.isPresent()) {
      return frames.get().read();
    }
    int size = socket.getInputStream().read(buffer);
    return Arrays.copyOf(buffer, Math.max(0, size));
  }

  /// Waits for the other end to close, and passes over what comes before.
  boolean closes() throws IOException {
    try {
      @Var byte[] bytes = read();
      while (bytes.length > 0) {
        bytes = read();
      }
      return true;
    } catch (SocketException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
