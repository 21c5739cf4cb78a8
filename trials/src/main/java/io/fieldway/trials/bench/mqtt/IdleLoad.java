package io.fieldway.trials.bench.mqtt;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Clients that connect and say nothing.
public final class IdleLoad implements AutoCloseable {
  /// So many connect before the first of them must be answered, fewer than brokers let wait.
  private static final int AT_ONCE = 50;

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final MqttLoop loop = new MqttLoop();

  /// Connects so many clients.
  public IdleLoad(InetSocketAddress broker, int clients, Protocol protocol) throws IOException {
    List<MqttClient> waiting = new ArrayList<>(AT_ONCE);
    for (int i = 0; i < clients; i++) {
      waiting.add(new Idle(loop, broker, i, protocol));
      if (waiting.size() == AT_ONCE || i == clients - 1) {
        loop.await(
            "the broker says CONNACK to client " + i,
            waiting,
            MqttClient::isConnected,
            Patience.of(PATIENCE));
        waiting.clear();
      }
    }
  }

  private static final class Idle extends MqttClient {
    private Idle(MqttLoop loop, InetSocketAddress broker, int number, Protocol protocol)
        throws IOException {
      super(loop, broker, Session.passing("idle-" + number, protocol));
    }

    @Override
    protected void handle(int first, ByteBuffer bytes, int offset, int length) throws IOException {
      throw new IOException("an idle client does not expect packet type " + (first >> 4));
    }

    @Override
    public void closed() throws IOException {
      throw new IOException("the broker closes the connection of an idle client");
    }
  }

  /// All connections must still stand.
  public void check() throws IOException {
    loop.turn();
  }

  @Override
  public void close() throws IOException {
    loop.close();
  }
}
