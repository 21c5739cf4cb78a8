package io.fieldway.trials.mqtt;

import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Connect;
import io.fieldway.node.packet.Disconnect;
import io.fieldway.node.packet.MalformedPacketException;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.PacketDecoder;
import io.fieldway.node.packet.PacketEncoder;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.RetainHandling;
import io.fieldway.node.packet.Suback;
import io.fieldway.node.packet.Subscribe;
import io.fieldway.node.packet.Subscription;
import io.fieldway.node.packet.Version;
import io.fieldway.wire.Bytes;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// A socket that speaks MQTT 5 as far as it is told to. It reads nothing unless it is asked to, and
/// holds little in the system's buffers.
final class RawPeer implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 120_000;
  private static final int SMALL_BUFFER = 16 << 10;
  private static final int SESSION_SECONDS = 3_600;

  private final Socket socket = new Socket();
  private final PacketDecoder decoder = PacketDecoder.ofClient(Version.MQTT_5, 1 << 20);
  private final Deque<Packet> received = new ArrayDeque<>();
  private final byte[] buffer = new byte[SMALL_BUFFER];

  RawPeer(InetSocketAddress address) throws IOException {
    socket.setReceiveBufferSize(SMALL_BUFFER);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    socket.connect(address, PATIENCE_MILLIS);
  }

  Socket socket() {
    return socket;
  }

  /// Connects with a keep-alive in seconds.
  RawPeer connected(String clientId, int keepAlive, boolean lasting) throws IOException {
    send(
        new Connect(
            Version.MQTT_5,
            !lasting,
            keepAlive,
            clientId,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            lasting
                ? Properties.of(Property.SESSION_EXPIRY_INTERVAL, SESSION_SECONDS)
                : Properties.NONE));
    if (!(next() instanceof Connack connack) || connack.reason() != ReasonCode.SUCCESS) {
      throw new IOException(clientId + " was not let in");
    }
    return this;
  }

  Suback subscribed(QoS qos, String... filters) throws IOException {
    send(subscribe(1, qos, filters));
    return (Suback) next();
  }

  static Subscribe subscribe(int packetId, QoS qos, String... filters) {
    List<Subscription> subscriptions =
        List.of(filters).stream()
            .map(filter -> new Subscription(filter, qos, false, false, RetainHandling.SEND))
            .toList();
    return new Subscribe(packetId, subscriptions, Properties.NONE);
  }

  /// A message at QoS 0 where the packet id is 0, else at QoS 1.
  static Publish message(String topic, int packetId, Bytes payload) {
    QoS qos = packetId == 0 ? QoS.AT_MOST_ONCE : QoS.AT_LEAST_ONCE;
    return new Publish(topic, payload, qos, false, false, packetId, Properties.NONE);
  }

  void send(Packet packet) throws IOException {
    raw(bytes(packet));
  }

  static byte[] bytes(Packet packet) {
    byte[] bytes = new byte[PacketEncoder.size(packet, Version.MQTT_5)];
    PacketEncoder.write(packet, Version.MQTT_5, bytes, 0);
    return bytes;
  }

  void raw(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /// The next packet.
  ///
  /// @throws EOFException where the node has closed the connection
  Packet next() throws IOException {
    while (received.isEmpty()) {
      int size = socket.getInputStream().read(buffer);
      if (size < 0) {
        throw new EOFException("the node closed the connection");
      }
      try {
        decoder.feed(buffer, 0, size, received::addLast);
      } catch (MalformedPacketException e) {
        throw new IOException(e);
      }
    }
    return received.removeFirst();
  }

  /// Waits until the node closes the connection, and gives the reason that it said; success where
  /// it said none. All else that comes before is passed over.
  ReasonCode end() throws IOException {
    try {
      while (true) {
        if (next() instanceof Disconnect disconnect) {
          return disconnect.reason();
        }
      }
    } catch (EOFException | SocketException e) {
      return ReasonCode.SUCCESS;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
