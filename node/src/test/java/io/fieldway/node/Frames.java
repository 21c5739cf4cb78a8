package io.fieldway.node;

import com.google.errorprone.annotations.Var;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/// A client's side of WebSocket (RFC 6455) made by hand, so that tests can break it.
final class Frames {
  static final int CONTINUATION = 0x0;
  static final int TEXT = 0x1;
  static final int BINARY = 0x2;
  static final int CLOSE = 0x8;
  static final int PING = 0x9;
  static final int PONG = 0xA;
  private static final int FINAL = 0x80;

  private final DataInputStream in;

  /// A frame as the server has sent it.
  record Frame(int opcode, String hex) {}

  private Frames(DataInputStream in) {
    this.in = in;
  }

  /// Opens a WebSocket, or fails with the status that came instead.
  static Frames shakeHands(Socket socket, String path) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    String answer = ask(socket, in, path, "Sec-WebSocket-Protocol: mqtt\r\n");
    if (!answer.startsWith("HTTP/1.1 101 ")
        || !answer.toLowerCase(Locale.ROOT).contains("sec-websocket-protocol: mqtt\r\n")) {
      throw new IOException(answer);
    }
    return new Frames(in);
  }

  /// Asks for an upgrade with these headers, each with its end of line, and returns the answer's
  /// head.
  static String ask(Socket socket, String path, String headers) throws IOException {
    return ask(socket, new DataInputStream(socket.getInputStream()), path, headers);
  }

  private static String ask(Socket socket, DataInputStream in, String path, String headers)
      throws IOException {
    String request =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: 127.0.0.1:"
            + socket.getPort()
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            + headers
            + "\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed after " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  /// A whole message in one frame.
  static byte[] masked(int opcode, byte[] payload) {
    return masked(opcode, true, payload);
  }

  static byte[] masked(int opcode, boolean last, byte[] payload) {
    byte[] mask = {1, 2, 3, 4};
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
    frame.put((byte) (last ? FINAL | opcode : opcode));
    if (payload.length < 126) {
      frame.put((byte) (0x80 | payload.length));
    } else if (payload.length < 1 << 16) {
      frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
    } else {
      frame.put((byte) (0x80 | 127)).putLong(payload.length);
    }
    frame.put(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ mask[i % 4]));
    }
    byte[] bytes = new byte[frame.position()];
    frame.flip().get(bytes);
    return bytes;
  }

  /// Reads the payload of the next data frame; nothing at the end, or where a close frame comes.
  byte[] read() throws IOException {
    @Var int opcode = in.read();
    while (opcode >= 0) {
      byte[] payload = new byte[length()];
      in.readFully(payload);
      switch (opcode & 0xF) {
        case BINARY -> {
          return payload;
        }
        case CLOSE -> {
          return new byte[0];
        }
        default -> opcode = in.read();
      }
    }
    return new byte[0];
  }

  /// Reads the next frame of any kind.
  static Frame next(Socket socket) throws IOException {
    Frames frames = new Frames(new DataInputStream(socket.getInputStream()));
    int opcode = frames.in.readUnsignedByte() & 0xF;
    byte[] payload = new byte[frames.length()];
    frames.in.readFully(payload);
    return new Frame(opcode, HexFormat.of().formatHex(payload));
  }

  private int length() throws IOException {
    int first = in.readUnsignedByte();
    return switch (first) {
      case 126 -> in.readUnsignedShort();
      case 127 -> Math.toIntExact(in.readLong());
      default -> first;
    };
  }
}
