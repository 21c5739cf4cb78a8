package io.fieldway.gateway.driver.tcp;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.driver.Devices;
import io.fieldway.gateway.driver.Driver;
import io.fieldway.wire.Json;
import io.fieldway.wire.device.ErrorCode;
import io.fieldway.wire.device.GatewayLine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Devices over TCP: plain sockets on virtual threads.
public final class TcpDriver implements Driver {
  private static final Logger log = LoggerFactory.getLogger(TcpDriver.class);

  private static final int BACKLOG = 1_024;

  /// The pause after accepting failed, as when the process has no descriptors left.
  private static final Duration ACCEPT_PAUSE = Duration.ofMillis(100);

  private final TcpConfig config;
  private final InstantSource clock;
  private final ServerSocket server;
  private final TcpCounters counters = new TcpCounters();
  private final Set<TcpConnection> connections = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch stopping = new CountDownLatch(1);

  private TcpDriver(TcpConfig config, InstantSource clock, ServerSocket server) {
    this.config = config;
    this.clock = clock;
    this.server = server;
  }

  /// Takes the port.
  ///
  /// @throws IOException with one sentence for a person, where the address cannot be had
  public static TcpDriver bind(TcpConfig config, InstantSource clock) throws IOException {
    ServerSocket server = new ServerSocket();
    try {
      server.bind(config.listen(), BACKLOG);
    } catch (IOException e) {
      server.close();
      throw new IOException(
          "cannot listen for devices on "
              + config.listen().getAddress().getHostAddress()
              + ":"
              + config.listen().getPort()
              + " ("
              + e.getMessage()
              + "); choose another listen address for the gateway, or port 0 for a free one",
          e);
    }
    return new TcpDriver(config, clock, server);
  }

  /// Where devices connect.
  public InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  /// Connections open now.
  public int connections() {
    return connections.size();
  }

  /// How often each error was answered.
  public Map<ErrorCode, Long> refusals() {
    return counters.refusals();
  }

  /// Devices cut off because they did not read their answers.
  public long cutOff() {
    return counters.cutOffCount();
  }

  @Override
  public void start(Devices devices) {
    threads.execute(() -> accept(devices));
    log.info("listening for devices on {}", address());
  }

  @Override
  public void close() {
    stopping.countDown();
    try {
      server.close();
    } catch (IOException e) {
      log.debug("closing the listener: {}", e.getMessage());
    }
    connections.forEach(each -> each.close(ErrorCode.STOPPING, "the gateway stops"));
    threads.shutdown();
    try {
      if (!threads.awaitTermination(config.linger().toMillis() + 500, TimeUnit.MILLISECONDS)) {
        connections.forEach(TcpConnection::abort);
      }
    } catch (InterruptedException e) {
      connections.forEach(TcpConnection::abort);
      Thread.currentThread().interrupt();
    }
  }

  private void accept(Devices devices) {
    @Var boolean failing = false;
    while (stopping.getCount() > 0) {
      try {
        admit(server.accept(), devices);
        failing = false;
      } catch (RejectedExecutionException e) {
        // The driver was closed while a device came.
        connections.forEach(TcpConnection::abort);
      } catch (IOException e) {
        if (stopping.getCount() > 0 && !failing) {
          failing = true;
          log.warn("cannot accept a device: {}", e.getMessage());
        }
        pause();
      }
    }
  }

  private void admit(Socket socket, Devices devices) throws IOException {
    socket.setTcpNoDelay(true);
    if (connections.size() >= config.maxConnections()) {
      counters.refused(ErrorCode.BUSY);
      threads.execute(() -> refuse(socket));
      return;
    }
    TcpConnection connection = new TcpConnection(socket, config, devices, clock, counters);
    connections.add(connection);
    threads.execute(() -> {
      try {
        connection.serve();
      } finally {
        connections.remove(connection);
      }
    });
  }

  /// Nothing of what a refused device says is read; the answer is small enough to need no waiting.
  private void refuse(Socket socket) {
    GatewayLine line =
        new GatewayLine.Failure(
            ErrorCode.BUSY, "more than " + config.maxConnections() + " connections", true);
    try (socket) {
      socket
          .getOutputStream()
          .write((Json.write(line.json()) + "\n").getBytes(StandardCharsets.UTF_8));
      socket.shutdownOutput();
      socket.setSoTimeout((int) config.linger().toMillis());
      int _ = socket.getInputStream().read(new byte[1024]);
    } catch (IOException e) {
      log.debug("refusing a device: {}", e.getMessage());
    }
  }

  private void pause() {
    try {
      boolean _ = stopping.await(ACCEPT_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
