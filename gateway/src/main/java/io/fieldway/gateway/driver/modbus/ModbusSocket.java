package io.fieldway.gateway.driver.modbus;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;

/// A connection to one device: one request, then its answer (Modbus Messaging on TCP/IP
/// Implementation Guide V1.0b). One thread asks; any may close.
final class ModbusSocket implements Closeable {
  /// Transaction, protocol and length (guide §3.1.3).
  private static final int HEADER = 6;

  /// The longest answer: a unit and 253 bytes of PDU.
  private static final int MAX_LENGTH = 254;

  private static final int EXCEPTION = 0x80;

  private final Socket socket;
  private final int unit;
  private final Duration timeout;
  @Var private int transaction;

  private ModbusSocket(Socket socket, int unit, Duration timeout) {
    this.socket = socket;
    this.unit = unit;
    this.timeout = timeout;
  }

  static ModbusSocket connect(ModbusDevice device) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(device.address(), (int) device.timeout().toMillis());
      return new ModbusSocket(socket, device.unit(), device.timeout());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /// The bits or registers of a request.
  ///
  /// @throws RefusedException where the device answers with an exception
  /// @throws IOException where it does not answer as Modbus says, or not in time
  Bytes read(PollPlan.Read read) throws IOException, RefusedException {
    byte[] answer =
        ask(
            ByteBuffer.allocate(5)
                .put((byte) read.entity().readCode())
                .putShort((short) read.address())
                .putShort((short) read.quantity()));
    if (answer.length != 2 + read.bytes() || (answer[1] & 0xFF) != read.bytes()) {
      throw new IOException(
          "it answered "
              + read
              + " with "
              + (answer.length - 2)
              + " bytes in place of "
              + read.bytes());
    }
    return Bytes.copyOf(answer, 2, read.bytes());
  }

  /// Writes a value, as [Place#encode] gives it.
  ///
  /// @throws RefusedException where the device answers with an exception
  /// @throws IOException where it does not answer as Modbus says, or not in time: it may have
  ///   written all the same
  void write(Function function, Place place, Bytes data) throws IOException, RefusedException {
    byte[] value = data.toArray();
    ByteBuffer pdu =
        ByteBuffer.allocate(6 + value.length)
            .put((byte) function.code())
            .putShort((short) place.address());
    switch (function) {
      // One bit is all ones, or all zeros, in its first byte.
      case WRITE_SINGLE_COIL -> pdu.putShort((short) (value[0] == 0 ? 0 : 0xFF00));
      case WRITE_SINGLE_HOLDING_REGISTER -> pdu.put(value);
      default -> pdu.putShort((short) place.quantity()).put((byte) value.length).put(value);
    }
    byte[] answer = ask(pdu);
    if (answer.length != 5 || ByteBuffer.wrap(answer).getShort(1) != (short) place.address()) {
      throw new IOException("it confirmed something else than what was written");
    }
  }

  private byte[] ask(ByteBuffer pdu) throws IOException, RefusedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    byte[] request = new byte[pdu.flip().remaining()];
    pdu.get(request);
    transaction = (transaction + 1) & 0xFFFF;
    ByteBuffer frame =
        ByteBuffer.allocate(HEADER + 1 + request.length)
            .putShort((short) transaction)
            .putShort((short) 0)
            .putShort((short) (1 + request.length))
            .put((byte) unit)
            .put(request);
    socket.getOutputStream().write(frame.array());
    ByteBuffer header = ByteBuffer.wrap(receive(HEADER, deadline));
    int answered = header.getShort() & 0xFFFF;
    int protocol = header.getShort() & 0xFFFF;
    int size = header.getShort() & 0xFFFF;
    if (protocol != 0 || size < 3 || size > MAX_LENGTH) {
      throw new IOException("what it sends is not Modbus");
    }
    byte[] rest = receive(size, deadline);
    if (answered != transaction || (rest[0] & 0xFF) != unit) {
      throw new IOException("it answered another request");
    }
    int function = rest[1] & 0xFF;
    if (function == (request[0] | EXCEPTION)) {
      RefusedException refused = new RefusedException(rest[2] & 0xFF);
      if (refused.saysThatNobodyAnswers()) {
        throw new IOException(refused.getMessage());
      }
      throw refused;
    }
    if (function != request[0]) {
      throw new IOException("it answered with another function");
    }
    return Arrays.copyOfRange(rest, 1, size);
  }

  /// So many bytes, all of them before the deadline.
  private byte[] receive(int count, long deadline) throws IOException {
    InputStream in = socket.getInputStream();
    byte[] bytes = new byte[count];
    @Var int have = 0;
    while (have < count) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw silent();
      }
      socket.setSoTimeout((int) left);
      try {
        int more = in.read(bytes, have, count - have);
        if (more < 0) {
          throw new EOFException("it closed the connection");
        }
        have += more;
      } catch (SocketTimeoutException e) {
        throw silent();
      }
    }
    return bytes;
  }

  private IOException silent() {
    return new SocketTimeoutException("no answer within " + timeout.toMillis() + " ms");
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
