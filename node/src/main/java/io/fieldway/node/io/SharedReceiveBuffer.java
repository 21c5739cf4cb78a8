package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/// One large buffer that every connection of an event loop reads into, so that a connection which
/// says nothing holds no buffer, and one that says much is read in large pieces. Whoever is handed
/// the buffer takes the bytes out and releases it before it returns; where one kept it, the next
/// read gets a buffer of its own.
final class SharedReceiveBuffer extends DefaultMaxMessagesRecvByteBufAllocator {
  private final ByteBuf shared;

  /// A buffer of `size` bytes; a connection fills it `burst / size` times before others have their
  /// turn.
  SharedReceiveBuffer(int size, int burst) {
    super(Math.max(1, burst / size));
    this.shared = Unpooled.directBuffer(size, size);
  }

  // Netty's deprecation tells callers to use the handle's extension, which is what is returned.
  @SuppressWarnings("deprecation")
  @Override
  public Handle newHandle() {
    return new Sharing();
  }

  /// Gives the buffer back once its event loop has ended.
  void release() {
    shared.release();
  }

  private final class Sharing extends MaxMessageHandle {
    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      @Var ByteBuf buffer = shared;
      if (buffer.refCnt() == 1) {
        buffer.clear().retain();
      } else {
        buffer = allocator.directBuffer(shared.capacity());
      }
      return buffer;
    }

    @Override
    public int guess() {
      return shared.capacity();
    }
  }
}
