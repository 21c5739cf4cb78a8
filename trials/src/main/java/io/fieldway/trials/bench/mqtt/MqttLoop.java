package io.fieldway.trials.bench.mqtt;

import com.google.errorprone.annotations.Var;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/// The one loop that moves the bytes of all clients; confined to the thread that turns it. Closing
/// it closes every connection.
public final class MqttLoop implements AutoCloseable {
  private static final int READ_BYTES = 256 * 1024;
  private static final long SELECT_MILLIS = 50;

  private final Selector selector;

  /// Made with the first connection, for many loops are made that find nobody to connect to.
  @Var private ByteBuffer in = ByteBuffer.allocate(0);

  public MqttLoop() throws IOException {
    this.selector = Selector.open();
  }

  /// Connects; what comes goes to the receiver.
  MqttSocket connect(InetSocketAddress broker, Receiver receiver) throws IOException {
    SocketChannel channel = SocketChannel.open(broker);
    if (in.capacity() == 0) {
      in = ByteBuffer.allocateDirect(READ_BYTES);
    }
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    MqttSocket socket = new MqttSocket(channel, receiver);
    socket.registerWith(selector);
    return socket;
  }

  /// Waits a little until something can be read or written, and does it.
  public void turn() throws IOException {
    turn(SELECT_MILLIS);
  }

  /// The same, and waits no longer than this.
  public void turn(Duration time) throws IOException {
    turn(time.toMillis());
  }

  /// Does what can be done at once.
  void turnAtOnce() throws IOException {
    turn(0);
  }

  /// Turns until a condition holds for every client.
  ///
  /// @param what said where the time was not enough
  public <C> void await(
      String what, List<? extends C> clients, Predicate<? super C> condition, Patience patience)
      throws IOException {
    for (C client : clients) {
      while (!condition.test(client)) {
        if (patience.isOver()) {
          throw new IOException("waited in vain until " + what);
        }
        turn();
      }
    }
  }

  private void turn(long millis) throws IOException {
    try {
      if (millis == 0) {
        selector.selectNow(this::serve);
      } else {
        selector.select(this::serve, millis);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void serve(SelectionKey key) {
    if (key.attachment() instanceof MqttSocket socket) {
      try {
        socket.serve(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
