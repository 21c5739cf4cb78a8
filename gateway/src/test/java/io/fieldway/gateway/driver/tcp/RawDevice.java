package io.fieldway.gateway.driver.tcp;

import io.fieldway.wire.device.GatewayLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// A device as a bare socket: it says what it is told to say.
public final class RawDevice implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Socket socket;
  private final BufferedReader in;

  private RawDevice(Socket socket) throws IOException {
    this.socket = socket;
    this.in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  public static RawDevice connect(InetSocketAddress address) {
    try {
      Socket socket = new Socket(address.getAddress(), address.getPort());
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.setTcpNoDelay(true);
      return new RawDevice(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public RawDevice say(String line) {
    return bytes((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  public RawDevice hello(String device, String session) {
    return say(
        "{\"type\":\"hello\",\"protocol\":1,\"device\":\"%s\",\"session\":\"%s\"}"
            .formatted(device, session));
  }

  public RawDevice reading(long seq, String values) {
    return say(
        "{\"type\":\"reading\",\"seq\":%d,\"at\":\"2026-11-21T08:30:00Z\",\"values\":%s}"
            .formatted(seq, values));
  }

  public RawDevice result(String instruction) {
    return say(
        "{\"type\":\"result\",\"instruction\":\"%s\",\"executed\":true}".formatted(instruction));
  }

  public RawDevice bytes(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The next line of this kind; others before it are passed over.
  public <T extends GatewayLine> T hear(Class<T> kind) {
    while (true) {
      GatewayLine line = hear();
      if (kind.isInstance(line)) {
        return kind.cast(line);
      }
    }
  }

  public GatewayLine hear() {
    try {
      String line = in.readLine();
      if (line == null) {
        throw new IllegalStateException("the gateway has closed");
      }
      return GatewayLine.parse(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Whether the gateway closes, with nothing more to say.
  public boolean hearsTheEnd() {
    try {
      return in.readLine() == null;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
