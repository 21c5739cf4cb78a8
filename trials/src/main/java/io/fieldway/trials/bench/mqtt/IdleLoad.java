package io.fieldway.trials.bench.mqtt;

import com.google.errorprone.annotations.Var;
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

  /// The time that these take at least, which is 1,000 connections a second: brokers bound that
  /// too.
  private static final Duration PACE = Duration.ofMillis(50);

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final MqttLoop loop;

  private IdleLoad() throws IOException {
    this.loop = new MqttLoop();
  }

  /// Connects so many clients; where one cannot, none stays connected.
  public static IdleLoad connect(InetSocketAddress broker, int clients, Protocol protocol)
      throws IOException {
    IdleLoad load = new IdleLoad();
    try {
      load.add(broker, clients, protocol);
      return load;
    } catch (IOException e) {
      load.close();
      throw e;
    }
  }

  private void add(InetSocketAddress broker, int clients, Protocol protocol) throws IOException {
    List<MqttClient> waiting = new ArrayList<>(AT_ONCE);
    @Var Patience pace = Patience.of(PACE);
    for (int i = 0; i < clients; i++) {
      waiting.add(new Idle(loop, broker, i, protocol));
      if (waiting.size() == AT_ONCE || i == clients - 1) {
        loop.await(
            "the broker says CONNACK to client " + i,
            waiting,
            MqttClient::isConnected,
            Patience.of(PATIENCE));
        waiting.clear();
        while (i < clients - 1 && !pace.isOver()) {
          loop.turn();
        }
        pace = Patience.of(PACE);
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
