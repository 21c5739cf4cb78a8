package io.fieldway.trials.socketio;

import com.google.errorprone.annotations.Var;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A Socket.IO client over a plain blocking socket that costs as little as it can: it writes frames
/// that were made before and only counts what comes back.
final class BenchClient implements Closeable {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final int MASKED = 0x80;
  private static final int OPCODE = 0x0f;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int TWO_BYTE_LENGTH = 126;
  private static final int EIGHT_BYTE_LENGTH = 127;
  private static final int MAX_HEAD = 14;

  private final Socket socket = new Socket();
  private final DataInputStream in;

  /// Connects to the main namespace over websocket.
  BenchClient(int port, int readBuffer) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), readBuffer));
    socket
        .getOutputStream()
        .write(
            """
            GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r
            Host: localhost\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            Sec-WebSocket-Version: 13\r
            \r
            """
                .getBytes(StandardCharsets.US_ASCII));
    @Var int newlines = 0;
    while (newlines < 2) {
      int next = in.readUnsignedByte();
      newlines = next == '\n' ? newlines + 1 : next == '\r' ? newlines : 0;
    }
    await(1, TEXT);
    write(text("40"));
    await(1, TEXT);
  }

  /// A text frame, masked.
  static byte[] text(String payload) {
    return frame(TEXT, payload.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] binary(byte[] payload) {
    return frame(BINARY, payload);
  }

  void write(byte[] frames) throws IOException {
    socket.getOutputStream().write(frames);
  }

  /// Reads past so many frames of text; pings are answered and not counted.
  void awaitTexts(int count) throws IOException {
    await(count, TEXT);
  }

  void awaitBinaries(int count) throws IOException {
    await(count, BINARY);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void await(int count, int kind) throws IOException {
    @Var int left = count;
    while (left > 0) {
      int opcode = in.readUnsignedByte() & OPCODE;
      long length = length();
      if (opcode == TEXT && length == 1) {
        in.skipNBytes(length);
        write(text("3"));
      } else {
        in.skipNBytes(length);
        left -= opcode == kind ? 1 : 0;
      }
    }
  }

  private long length() throws IOException {
    int first = in.readUnsignedByte();
    return switch (first) {
      case TWO_BYTE_LENGTH -> in.readUnsignedShort();
      case EIGHT_BYTE_LENGTH -> in.readLong();
      default -> first;
    };
  }

  private static byte[] frame(int opcode, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(MAX_HEAD + payload.length);
    frame.put((byte) (MASKED | opcode));
    if (payload.length < TWO_BYTE_LENGTH) {
      frame.put((byte) (MASKED | payload.length));
    } else if (payload.length <= 0xffff) {
      frame.put((byte) (MASKED | TWO_BYTE_LENGTH)).putShort((short) payload.length);
    } else {
      frame.put((byte) (MASKED | EIGHT_BYTE_LENGTH)).putLong(payload.length);
    }
    frame.putInt(0x5a3c_96e1);
    byte[] mask = {0x5a, 0x3c, (byte) 0x96, (byte) 0xe1};
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ mask[i & 3]));
    }
    byte[] bytes = new byte[frame.position()];
    frame.flip().get(bytes);
    return bytes;
  }
}
