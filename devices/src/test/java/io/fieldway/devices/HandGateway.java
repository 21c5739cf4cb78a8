package io.fieldway.devices;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.GatewayLine;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A gateway of two dozen lines over a raw socket: it says welcome, keeps every line it gets, and
/// acknowledges when it is told to.
final class HandGateway implements AutoCloseable {
  private final ServerSocket server;
  private final Map<String, Peer> peers = new ConcurrentHashMap<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<Came> lines = new CopyOnWriteArrayList<>();
  private final AtomicInteger turnedAway = new AtomicInteger();
  private final Map<String, ByteArrayOutputStream> arriving = new ConcurrentHashMap<>();
  private final Map<String, Long> sizes = new ConcurrentHashMap<>();
  private final Map<String, List<Bytes>> blobs = new ConcurrentHashMap<>();
  private volatile boolean acknowledging = true;
  private volatile int turningAway;

  /// A line that came from a device.
  record Came(String device, DeviceLine line) {}

  private record Peer(Socket socket) {
    synchronized void send(GatewayLine line) throws IOException {
      socket
          .getOutputStream()
          .write((line.json().toString() + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  HandGateway() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  void acknowledge(boolean whether) {
    acknowledging = whether;
  }

  /// Closes this many connections before they say anything.
  void turnAway(int count) {
    turningAway = count;
  }

  int turnedAway() {
    return turnedAway.get();
  }

  /// Cuts every connection.
  void cut() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }

  void instruct(String device, GatewayLine.Instruction instruction) throws IOException {
    Peer peer = peers.get(device);
    if (peer == null) {
      throw new IllegalStateException(device + " has not come");
    }
    peer.send(instruction);
  }

  List<DeviceLine.Reading> readings(String device) {
    return lines.stream()
        .filter(came -> came.device.equals(device))
        .map(Came::line)
        .filter(DeviceLine.Reading.class::isInstance)
        .map(DeviceLine.Reading.class::cast)
        .toList();
  }

  List<DeviceLine.Result> results(String device) {
    return lines.stream()
        .filter(came -> came.device.equals(device))
        .map(Came::line)
        .filter(DeviceLine.Result.class::isInstance)
        .map(DeviceLine.Result.class::cast)
        .toList();
  }

  /// The blobs that came whole.
  List<Bytes> blobs(String device) {
    return blobs.getOrDefault(device, List.of());
  }

  int hellos(String device) {
    return (int)
        lines.stream()
            .filter(came -> came.device.equals(device) && came.line instanceof DeviceLine.Hello)
            .count();
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        if (turnedAway.get() < turningAway) {
          turnedAway.incrementAndGet();
          socket.close();
        } else {
          sockets.add(socket);
          Thread.ofVirtual().start(() -> serve(socket));
        }
      }
    } catch (IOException e) {
      // closed: the test is over
    }
  }

  /// Takes blobs as long as nobody cuts in between.
  private void take(String device, DeviceLine line, Peer peer) throws IOException {
    if (line instanceof DeviceLine.Blob blob) {
      arriving.put(device, new ByteArrayOutputStream());
      sizes.put(device, blob.size());
      peer.send(new GatewayLine.Blob(blob.id(), 0, false));
    } else if (line instanceof DeviceLine.Chunk chunk) {
      ByteArrayOutputStream bytes = arriving.getOrDefault(device, new ByteArrayOutputStream());
      bytes.writeBytes(chunk.data().toArray());
      boolean whole = bytes.size() == sizes.getOrDefault(device, 0L);
      if (whole) {
        blobs
            .computeIfAbsent(device, _ -> new CopyOnWriteArrayList<>())
            .add(Bytes.copyOf(bytes.toByteArray()));
      }
      peer.send(new GatewayLine.Blob(chunk.id(), bytes.size(), whole));
    }
  }

  private void serve(Socket socket) {
    try (socket;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      Peer peer = new Peer(socket);
      @Var Optional<String> device = Optional.empty();
      for (@Var String text = in.readLine(); text != null; text = in.readLine()) {
        DeviceLine line = DeviceLine.parse(text);
        if (line instanceof DeviceLine.Hello hello) {
          device = Optional.of(hello.device());
          peers.put(hello.device(), peer);
          peer.send(new GatewayLine.Welcome(hello.device(), Duration.ofSeconds(30), 0));
        }
        lines.add(new Came(device.orElseThrow(), line));
        if (acknowledging) {
          take(device.orElseThrow(), line, peer);
        }
        if (acknowledging && line instanceof DeviceLine.Reading reading) {
          peer.send(new GatewayLine.Ack(reading.seq(), List.of()));
        }
      }
    } catch (IOException e) {
      // cut
    }
  }
}
