package io.fieldway.trials.bench.mqtt;

import com.google.errorprone.annotations.Var;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// One connection: gathers what is to be sent until it is flushed, and cuts what comes into
/// packets.
final class MqttSocket {
  private static final int FIRST_ROOM = 256;
  private static final byte[] NOTHING = {};

  private final SocketChannel channel;
  private final Receiver receiver;
  private @Nullable @Var SelectionKey key;

  /// What is still to be sent stands before its position.
  @Var private ByteBuffer out = ByteBuffer.allocateDirect(FIRST_ROOM);

  /// The beginning of a packet whose end has not come yet.
  @Var private byte[] rest = NOTHING;

  @Var private boolean writing;
  @Var private boolean open = true;

  MqttSocket(SocketChannel channel, Receiver receiver) {
    this.channel = channel;
    this.receiver = receiver;
  }

  void registerWith(Selector selector) throws IOException {
    key = channel.register(selector, SelectionKey.OP_READ, this);
  }

  /// The buffer that is sent next, with room for so many bytes at its position.
  ByteBuffer room(int bytes) {
    if (out.remaining() < bytes) {
      int size = Math.max(2 * out.capacity(), out.position() + bytes);
      out = ByteBuffer.allocateDirect(size).put(out.flip());
    }
    return out;
  }

  /// Whether all that was flushed has left.
  boolean isDrained() {
    return !writing;
  }

  /// Sends what is gathered, or as much as the connection takes now; the rest follows by itself.
  void flush() throws IOException {
    if (!open || out.position() == 0) {
      return;
    }
    try {
      channel.write(out.flip());
    } catch (IOException e) { // the broker has gone
      end();
      return;
    } finally {
      out.compact();
    }
    boolean more = out.position() > 0;
    if (more != writing && key != null) {
      key.interestOps(more ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }
    writing = more;
  }

  /// Reads and writes what can be read and written.
  ///
  /// @param in a buffer for the time of the call
  void serve(ByteBuffer in) throws IOException {
    if (writing) {
      flush();
    }
    if (read(in.clear().put(rest))) {
      cut(in.flip());
      flush();
    } else {
      end();
    }
  }

  void close() throws IOException {
    open = false;
    channel.close();
  }

  /// Whether the connection still stands.
  private boolean read(ByteBuffer in) {
    try {
      return channel.read(in) >= 0;
    } catch (IOException e) { // reset, which is what the death of a broker looks like
      return false;
    }
  }

  private void end() throws IOException {
    if (open) {
      close();
      receiver.closed();
    }
  }

  private void cut(ByteBuffer in) throws IOException {
    int limit = in.limit();
    @Var int begin = 0;
    while (true) {
      @Var int at = begin + 1;
      @Var int length = 0;
      @Var int shift = 0;
      @Var boolean whole = false;
      while (at < limit && !whole) {
        byte digit = in.get(at++);
        length |= (digit & 0x7f) << shift;
        shift += 7;
        whole = digit >= 0;
      }
      if (!whole || limit - at < length) {
        keep(in, begin, limit);
        return;
      }
      receiver.packet(in.get(begin) & 0xff, in, at, length);
      begin = at + length;
    }
  }

  private void keep(ByteBuffer in, int from, int to) throws IOException {
    if (to - from == in.capacity()) {
      throw new IOException("the broker sent a packet of more than " + in.capacity() + " bytes");
    }
    rest = from == to ? NOTHING : new byte[to - from];
    in.get(from, rest);
  }
}
