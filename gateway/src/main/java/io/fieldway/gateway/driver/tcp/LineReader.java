package io.fieldway.gateway.driver.tcp;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.device.DeviceLine;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;

/// Cuts a socket's bytes into lines. Holds at most [DeviceLine#MAX_LINE] bytes. One thread reads.
final class LineReader {
  private static final int FIRST_SIZE = 1024;

  private final Socket socket;
  private final InputStream in;
  @Var private byte[] buffer = new byte[FIRST_SIZE];

  /// The line being read begins here,
  @Var private int start;

  /// has no newline before here,
  @Var private int scanned;

  /// and the bytes that came end here.
  @Var private int end;

  LineReader(Socket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
  }

  sealed interface Input {
    record Line(String text) implements Input {}

    record NotText() implements Input {}

    record TooLong() implements Input {}

    /// Nothing more came in time.
    record Silence() implements Input {}

    record End() implements Input {}
  }

  /// The next whole line, or what came instead of it until the deadline.
  Input next(Instant deadline, InstantSource clock) throws IOException {
    while (true) {
      for (; scanned < end; scanned++) {
        if (buffer[scanned] == '\n') {
          return line();
        }
      }
      if (end - start >= DeviceLine.MAX_LINE) {
        return new Input.TooLong();
      }
      makeRoom();
      long patience = deadline.toEpochMilli() - clock.millis();
      if (patience <= 0) {
        return new Input.Silence();
      }
      socket.setSoTimeout((int) Math.min(patience, Integer.MAX_VALUE));
      try {
        int count = in.read(buffer, end, buffer.length - end);
        if (count < 0) {
          return new Input.End();
        }
        end += count;
      } catch (SocketTimeoutException e) {
        return new Input.Silence();
      }
    }
  }

  /// Reads and forgets what still comes, so that the last line sent to the device is not lost with
  /// a reset connection; ends with the stream, an error or the socket's closing.
  void drain() {
    try {
      socket.setSoTimeout(0);
      while (in.read(buffer) >= 0) {
        // Forgotten.
      }
    } catch (IOException e) {
      // The connection is gone, which is what was waited for.
    }
  }

  private Input line() {
    ByteBuffer bytes = ByteBuffer.wrap(buffer, start, scanned - start);
    scanned++;
    start = scanned;
    try {
      return new Input.Line(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException e) {
      return new Input.NotText();
    }
  }

  private void makeRoom() {
    if (start == end) {
      start = 0;
      scanned = 0;
      end = 0;
      if (buffer.length > FIRST_SIZE) {
        buffer = new byte[FIRST_SIZE];
      }
    } else if (end == buffer.length && start > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      scanned -= start;
      end -= start;
      start = 0;
    } else if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.min(buffer.length * 2, DeviceLine.MAX_LINE));
    }
  }
}
