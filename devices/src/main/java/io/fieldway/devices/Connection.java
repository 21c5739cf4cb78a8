package io.fieldway.devices;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.GatewayLine;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// One connection to the gateway: a virtual thread that connects and reads lines, and a stream that
/// the device's thread writes to.
final class Connection {
  /// Longer than the client's own patience, so that a device stuck in writing is freed after all.
  private static final int SILENT_HEARTBEATS = 4;

  /// Hears of a connection, from the connection's thread.
  interface Listener {
    void opened() throws InterruptedException;

    void came(GatewayLine line) throws InterruptedException;

    /// The last that is heard.
    void lost(String why) throws InterruptedException;
  }

  private final InetSocketAddress gateway;
  private final Duration connectTimeout;
  private final Listener listener;
  private final Socket socket = new Socket();
  private final AtomicReference<Optional<OutputStream>> out =
      new AtomicReference<>(Optional.empty());
  private final Thread thread;

  private Connection(
      String name, InetSocketAddress gateway, Duration connectTimeout, Listener listener) {
    this.gateway = gateway;
    this.connectTimeout = connectTimeout;
    this.listener = listener;
    this.thread = Thread.ofVirtual().name(name + "-connection").unstarted(this::run);
  }

  static Connection open(
      String name, InetSocketAddress gateway, Duration connectTimeout, Listener listener) {
    Connection connection = new Connection(name, gateway, connectTimeout, listener);
    connection.thread.start();
    return connection;
  }

  /// Puts a line on its way; [#flush] sends it. A failure closes the connection, of which the
  /// listener hears.
  void write(DeviceLine line) {
    onStream(stream -> {
      stream.write(line.json().toString().getBytes(StandardCharsets.UTF_8));
      stream.write('\n');
    });
  }

  void flush() {
    onStream(OutputStream::flush);
  }

  void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // it is closed for us
    }
    thread.interrupt(); // it may wait for room in the inbox
  }

  private void run() {
    try {
      listener.lost(connectAndRead());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the device stops and hears no more
    }
  }

  /// Returns why it ended.
  private String connectAndRead() throws InterruptedException {
    try (socket) {
      socket.connect(gateway, Math.toIntExact(connectTimeout.toMillis()));
      socket.setTcpNoDelay(true);
      out.set(Optional.of(new BufferedOutputStream(socket.getOutputStream(), 16 * 1024)));
      listener.opened();
      read(new BufferedInputStream(socket.getInputStream(), 16 * 1024));
      return "the gateway closed the connection";
    } catch (IOException | MalformedException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private void read(InputStream in) throws IOException, InterruptedException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (@Var int next = in.read(); next >= 0; next = in.read()) {
      if (next == '\n') {
        GatewayLine came = GatewayLine.parse(line.toString(StandardCharsets.UTF_8));
        line.reset();
        if (came instanceof GatewayLine.Welcome welcome) {
          socket.setSoTimeout(
              (int)
                  Math.min(Integer.MAX_VALUE, welcome.heartbeat().toMillis() * SILENT_HEARTBEATS));
        }
        listener.came(came);
      } else if (line.size() >= DeviceLine.MAX_LINE) {
        throw new IOException("a line of more than " + DeviceLine.MAX_LINE + " bytes");
      } else {
        line.write(next);
      }
    }
  }

  private void onStream(StreamJob job) {
    Optional<OutputStream> stream = out.get();
    if (stream.isEmpty()) {
      return;
    }
    try {
      job.on(stream.get());
    } catch (IOException e) {
      close();
    }
  }

  @FunctionalInterface
  private interface StreamJob {
    void on(OutputStream stream) throws IOException;
  }
}
