package io.fieldway.trials.bench.mqtt;

import com.google.errorprone.annotations.Var;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/// What every client does: it connects, subscribes, and refuses a broker that refuses.
public abstract class MqttClient implements Receiver {
  /// As many packet identifiers as there are; 0 is none.
  static final int IDENTIFIERS = 65_536;

  private static final int SUBSCRIBE_ID = 1;
  private static final int SERVER_SHUTTING_DOWN = 0x8B;
  private static final int USE_ANOTHER_SERVER = 0x9C;

  private final MqttSocket socket;
  private final Protocol protocol;
  @Var private boolean connected;
  @Var private boolean subscribed;
  @Var private boolean sessionPresent;
  @Var private boolean lost;
  @Var private int receiveMaximum = IDENTIFIERS - 1;

  /// Connects to the broker and says CONNECT.
  @SuppressWarnings("this-escape") // nothing comes before the loop turns
  protected MqttClient(MqttLoop loop, InetSocketAddress broker, Session session)
      throws IOException {
    this.protocol = session.protocol();
    this.socket = loop.connect(broker, this);
    MqttBytes.connect(socket, session);
    socket.flush();
  }

  /// Whether the broker answered CONNECT.
  public final boolean isConnected() {
    return connected;
  }

  /// Whether the broker answered SUBSCRIBE.
  public final boolean isSubscribed() {
    return subscribed;
  }

  /// Whether the broker closed the connection, or died.
  public final boolean isLost() {
    return lost;
  }

  /// Whether the broker still knew the session.
  public final boolean isSessionPresent() {
    return sessionPresent;
  }

  /// How many of QoS 1 and 2 the broker takes before it has answered one.
  protected final int receiveMaximum() {
    return receiveMaximum;
  }

  protected final Protocol protocol() {
    return protocol;
  }

  protected final MqttSocket socket() {
    return socket;
  }

  /// Says SUBSCRIBE.
  public final void subscribe(String filter, int qos) throws IOException {
    subscribed = false;
    MqttBytes.subscribe(socket, protocol, SUBSCRIBE_ID, filter, qos);
    socket.flush();
  }

  /// Says DISCONNECT, which keeps the session for as long as was agreed, and closes.
  public final void disconnect() throws IOException {
    MqttBytes.disconnect(socket);
    socket.flush();
    socket.close();
  }

  @Override
  public final void packet(int first, ByteBuffer bytes, int offset, int length) throws IOException {
    switch (first >> 4) {
      case MqttBytes.CONNACK -> connack(bytes, offset, length);
      case MqttBytes.SUBACK -> suback(bytes, offset, length);
      case MqttBytes.DISCONNECT -> disconnected(length == 0 ? 0 : bytes.get(offset) & 0xff);
      default -> handle(first, bytes, offset, length);
    }
  }

  /// The broker takes its leave: another may take its place, and anything else is a fault.
  private static void disconnected(int reason) throws IOException {
    if (reason != SERVER_SHUTTING_DOWN && reason != USE_ANOTHER_SERVER) {
      throw new IOException("the broker says DISCONNECT with reason 0x%02x".formatted(reason));
    }
  }

  /// A packet of the traffic came.
  protected abstract void handle(int first, ByteBuffer bytes, int offset, int length)
      throws IOException;

  @Override
  public void closed() throws IOException {
    lost = true;
  }

  private void connack(ByteBuffer bytes, int offset, int length) throws IOException {
    int reason = bytes.get(offset + 1) & 0xff;
    if (reason != 0) {
      throw new IOException("the broker refuses CONNECT with reason 0x%02x".formatted(reason));
    }
    sessionPresent = (bytes.get(offset) & 1) != 0;
    if (protocol.hasProperties()) {
      receiveMaximum = MqttBytes.receiveMaximum(bytes, offset + 2, offset + length);
    }
    connected = true;
    welcomed();
  }

  /// The broker has answered CONNECT.
  protected void welcomed() throws IOException {}

  private void suback(ByteBuffer bytes, int offset, int length) throws IOException {
    int reason = bytes.get(offset + length - 1) & 0xff;
    if (reason >= 0x80) {
      throw new IOException("the broker refuses SUBSCRIBE with reason 0x%02x".formatted(reason));
    }
    subscribed = true;
  }

  /// An answer to one of our packets must not be a refusal.
  protected static void expectSuccess(String packet, ByteBuffer bytes, int offset, int length)
      throws IOException {
    int reason = length > 2 ? bytes.get(offset + 2) & 0xff : 0;
    if (reason >= 0x80) {
      throw new IOException("the broker says %s with reason 0x%02x".formatted(packet, reason));
    }
  }
}
