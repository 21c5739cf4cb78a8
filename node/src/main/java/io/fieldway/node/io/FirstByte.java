package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/// Sees from the first byte of a connection whether the peer speaks TLS, and makes room for what
/// comes after it. So whoever speaks it where it is not spoken, or does not where it is, can be
/// told apart from one who breaks the protocol.
final class FirstByte extends ChannelInboundHandlerAdapter {
  /// The type of a record that carries a handshake (RFC 8446 §5.1); in MQTT no packet begins so.
  private static final int TLS_HANDSHAKE = 0x16;

  private final Runnable late;
  private final Seen seen;
  @Var private boolean decided;

  /// Is told once, before the bytes go on.
  @FunctionalInterface
  interface Seen {
    void seen(boolean isTls);
  }

  /// @param late is to be done where [#expire] comes before the first byte
  FirstByte(Runnable late, Seen seen) {
    this.late = late;
    this.seen = seen;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!decided) {
      decided = true;
      ByteBuf in = (ByteBuf) message;
      seen.seen(in.getUnsignedByte(in.readerIndex()) == TLS_HANDSHAKE);
    }
    ctx.pipeline().remove(this);
    ctx.fireChannelRead(message);
  }

  /// It was waited long enough.
  void expire() {
    if (!decided) {
      decided = true;
      late.run();
    }
  }
}
