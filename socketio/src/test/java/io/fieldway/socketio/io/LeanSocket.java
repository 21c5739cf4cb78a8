package io.fieldway.socketio.io;

import com.google.errorprone.annotations.Var;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A websocket on a plain blocking socket, for tests that need many of them or need one to behave
/// badly. It reads and writes short text frames only.
final class LeanSocket implements Closeable {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final int MASKED = 0x80;
  private static final int TWO_BYTE_LENGTH = 126;

  private final Socket socket = new Socket();
  private final DataInputStream in;

  private LeanSocket(InetSocketAddress server, int receiveBuffer) throws IOException {
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(server);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 512));
  }

  /// Opens a session over websocket; the open packet is the first to be read.
  static LeanSocket open(InetSocketAddress server) throws IOException {
    return open(server, 0);
  }

  static LeanSocket open(InetSocketAddress server, int receiveBuffer) throws IOException {
    LeanSocket opened = new LeanSocket(server, receiveBuffer);
    opened.request(
        """
        GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r
        Host: localhost\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        Sec-WebSocket-Version: 13\r
        \r
        """);
    return opened;
  }

  /// Connects without a word of HTTP.
  static LeanSocket http(InetSocketAddress server) throws IOException {
    return new LeanSocket(server, 0);
  }

  /// Sends a request without body and reads the answer's head, then as many bytes as it announces.
  String request(String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    int announced = head.indexOf("content-length: ");
    if (announced >= 0) {
      int end = head.indexOf("\r", announced);
      head.append(
          new String(
              in.readNBytes(Integer.parseInt(head.substring(announced + 16, end))),
              StandardCharsets.UTF_8));
    }
    return head.toString();
  }

  LeanSocket send(String text) throws IOException {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    byte[] frame = new byte[6 + payload.length];
    frame[0] = (byte) 0x81;
    frame[1] = (byte) (MASKED | payload.length);
    System.arraycopy(payload, 0, frame, 6, payload.length);
    socket.getOutputStream().write(frame);
    return this;
  }

  /// The next text frame that is not a ping; pings are answered.
  String text() throws IOException {
    @Var String text = frame();
    while (text.equals("2")) {
      send("3");
      text = frame();
    }
    return text;
  }

  /// Vanishes: the peer sees a reset, and no port stays behind.
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private String frame() throws IOException {
    in.readUnsignedByte();
    @Var int length = in.readUnsignedByte();
    if (length == TWO_BYTE_LENGTH) {
      length = in.readUnsignedShort();
    }
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }
}
