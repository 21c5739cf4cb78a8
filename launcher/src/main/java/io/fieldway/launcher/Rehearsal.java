package io.fieldway.launcher;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Connect;
import io.fieldway.node.packet.Disconnect;
import io.fieldway.node.packet.MalformedPacketException;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.PacketDecoder;
import io.fieldway.node.packet.PacketEncoder;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Puback;
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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// A client that the node's own process has for a moment: it subscribes to what it publishes. What
/// the JVM sees of it goes into the cache that later starts begin with.
final class Rehearsal implements AutoCloseable {
  private static final int ROUNDS = 400;
  private static final int WINDOW = 8;

  /// So many rounds go without the disk for each one that waits for it.
  private static final int QUICK_ROUNDS = 9;

  private static final int LARGEST_PACKET = 1 << 16;
  private static final String TOPIC = "rehearsal";
  private static final Bytes PAYLOAD = Bytes.copyOf(new byte[64]);

  private final Version version;
  private final Socket socket;
  private final PacketDecoder decoder;
  private final Deque<Packet> arrived = new ArrayDeque<>();
  private final byte[] received = new byte[LARGEST_PACKET];

  private Rehearsal(Version version, Socket socket) {
    this.version = version;
    this.socket = socket;
    this.decoder = PacketDecoder.ofClient(version, LARGEST_PACKET);
  }

  /// Goes through what clients of both versions do at QoS 0 and 1.
  static void with(InetSocketAddress node) throws IOException {
    for (Version version : List.of(Version.MQTT_3_1_1, Version.MQTT_5)) {
      try (Socket socket = new Socket(node.getAddress(), node.getPort());
          Rehearsal client = new Rehearsal(version, socket)) {
        client.run();
      }
    }
  }

  private void run() throws IOException {
    send(
        new Connect(
            version,
            true,
            60,
            "rehearsal",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Properties.NONE));
    await(Connack.class);
    Subscription all =
        new Subscription(TOPIC, QoS.AT_LEAST_ONCE, false, false, RetainHandling.SEND);
    send(new Subscribe(1, List.of(all), Properties.NONE));
    await(Suback.class);
    for (int i = 0; i < ROUNDS; i++) {
      round(i % (QUICK_ROUNDS + 1) > 0 ? QoS.AT_MOST_ONCE : QoS.AT_LEAST_ONCE);
    }
  }

  private void round(QoS qos) throws IOException {
    for (int i = 1; i <= WINDOW; i++) {
      int packetId = qos == QoS.AT_MOST_ONCE ? 0 : i;
      send(new Publish(TOPIC, PAYLOAD, qos, false, false, packetId, Properties.NONE));
    }
    @Var int deliveries = 0;
    @Var int acknowledgements = qos == QoS.AT_MOST_ONCE ? WINDOW : 0;
    while (deliveries < WINDOW || acknowledgements < WINDOW) {
      switch (next()) {
        case Publish delivered -> {
          deliveries++;
          if (qos != QoS.AT_MOST_ONCE) {
            send(Puback.of(delivered.packetId()));
          }
        }
        case Puback _ -> acknowledgements++;
        case Packet other -> throw new IOException("the node sent an unexpected " + other);
      }
    }
  }

  private void await(Class<? extends Packet> type) throws IOException {
    Packet packet = next();
    if (!type.isInstance(packet)) {
      throw new IOException("the node sent an unexpected " + packet);
    }
  }

  private void send(Packet packet) throws IOException {
    byte[] bytes = new byte[PacketEncoder.sizeBound(packet, version)];
    int size = PacketEncoder.write(packet, version, bytes, 0);
    socket.getOutputStream().write(bytes, 0, size);
  }

  private Packet next() throws IOException {
    while (arrived.isEmpty()) {
      int size = socket.getInputStream().read(received);
      if (size < 0) {
        throw new EOFException("the node closed the connection");
      }
      try {
        decoder.feed(received, 0, size, arrived::add);
      } catch (MalformedPacketException e) {
        throw new IOException("the node broke the protocol: " + e.getMessage(), e);
      }
    }
    return arrived.remove();
  }

  @Override
  public void close() throws IOException {
    send(new Disconnect(ReasonCode.SUCCESS, Properties.NONE));
  }
}
