package io.fieldway.cloud.database;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// Rows of one table on their way into PostgreSQL by `COPY … (FORMAT binary)`, which spares the
/// server to parse and plan statements for them. Like an insert it is part of the transaction and
/// refuses a key that is there already.
final class SqlPointCopy implements AutoCloseable {
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
  };
  private static final int ROOM = 64 * 1024;
  private static final int NULL = -1;
  private static final short END = -1;

  private final CopyIn copy;
  @Var private ByteBuffer buffer = ByteBuffer.allocate(ROOM);

  /// Begins on a connection of PostgreSQL.
  ///
  /// @param into the table and its columns, as in `point (seq, number)`
  SqlPointCopy(Connection connection, String into) throws SQLException {
    copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("copy " + into + " from stdin (format binary)");
    buffer.put(SIGNATURE).putInt(0).putInt(0);
  }

  /// Begins a row; as many values follow.
  void row(int columns) throws SQLException {
    if (buffer.position() > ROOM / 2) {
      flush();
    }
    room(Short.BYTES).putShort((short) columns);
  }

  void number(long value) {
    room(Integer.BYTES + Long.BYTES).putInt(Long.BYTES).putLong(value);
  }

  void number(double value) {
    room(Integer.BYTES + Double.BYTES).putInt(Double.BYTES).putDouble(value);
  }

  void text(String value) {
    bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  void bytes(Bytes value) {
    bytes(value.toArray());
  }

  /// So many columns without a value.
  void nothing(int columns) {
    for (int i = 0; i < columns; i++) {
      room(Integer.BYTES).putInt(NULL);
    }
  }

  /// All rows are there.
  void end() throws SQLException {
    room(Short.BYTES).putShort(END);
    flush();
    copy.endCopy();
  }

  /// Gives up what was not ended.
  @Override
  public void close() throws SQLException {
    if (copy.isActive()) {
      copy.cancelCopy();
    }
  }

  private void bytes(byte[] value) {
    room(Integer.BYTES + value.length).putInt(value.length).put(value);
  }

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      byte[] larger = Arrays.copyOf(buffer.array(), 2 * buffer.capacity() + bytes);
      buffer = ByteBuffer.wrap(larger).position(buffer.position());
    }
    return buffer;
  }

  private void flush() throws SQLException {
    copy.writeToCopy(buffer.array(), 0, buffer.position());
    buffer.clear();
  }
}
