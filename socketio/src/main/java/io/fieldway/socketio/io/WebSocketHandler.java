package io.fieldway.socketio.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.socketio.DisconnectReason;
import io.fieldway.socketio.SocketIoConfig;
import io.fieldway.socketio.engine.EngineCodec;
import io.fieldway.socketio.engine.EnginePacket;
import io.fieldway.socketio.engine.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One websocket: frames in become packets of its connection, packets out become frames. Where the
/// session lives on another event loop, no more is read until it has seen what was read before;
/// where the client does not read, nothing is read from it either.
final class WebSocketHandler extends SimpleChannelInboundHandler<WebSocketFrame> {
  private static final Logger LOG = LoggerFactory.getLogger(WebSocketHandler.class);
  private static final int FINAL_TEXT = 0x81;
  private static final int FINAL_BINARY = 0x82;
  private static final int TWO_BYTE_LENGTH = 126;
  private static final int EIGHT_BYTE_LENGTH = 127;
  private static final int HEAD = 11;
  private static final int BATCH = 16 * 1024;
  private static final int FIRST_BATCH = 512;

  private final EngineConnection connection;
  private final Channel channel;
  private final int maxPayload;
  private final long closeMillis;
  private final boolean hops;
  @Var private volatile boolean closing;

  /// Where frames enter the pipeline; set before the first of them is written.
  @Var private @Nullable ChannelHandlerContext out;

  /// Frames that go out together; belongs to the session's event loop.
  @Var private @Nullable ByteBuf batch;

  /// The beginning of a message that comes in fragments; belongs to the channel's event loop.
  @Var private @Nullable ByteBuf fragments;

  @Var private boolean fragmentsAreText;

  WebSocketHandler(EngineConnection connection, Channel channel, SocketIoConfig config) {
    this.connection = connection;
    this.channel = channel;
    this.maxPayload = config.maxPayload();
    this.closeMillis = config.closeTimeout().toMillis();
    this.hops = !connection.livesOn(channel.eventLoop());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    out = ctx;
    channel.config().setAutoRead(!hops);
    if (hops) {
      ctx.read();
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
    switch (frame) {
      case CloseWebSocketFrame close -> closedByPeer(ctx, close);
      case PingWebSocketFrame ping -> {
        var _ = ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
      }
      case TextWebSocketFrame text -> data(ctx, text, true);
      case BinaryWebSocketFrame binary -> data(ctx, binary, false);
      case ContinuationWebSocketFrame more -> data(ctx, more, fragmentsAreText);
      default -> {}
    }
  }

  private void data(ChannelHandlerContext ctx, WebSocketFrame frame, boolean text) {
    ByteBuf begun = fragments;
    if (closing) {
      releaseFragments();
    } else if (begun == null && frame.isFinalFragment()) {
      message(frame.content(), text);
    } else if (begun == null) {
      fragmentsAreText = text;
      fragments = ctx.alloc().buffer().writeBytes(frame.content());
    } else if (begun.readableBytes() + frame.content().readableBytes() > maxPayload) {
      tooLarge();
    } else {
      begun.writeBytes(frame.content());
      if (frame.isFinalFragment()) {
        message(begun, text);
        releaseFragments();
      }
    }
  }

  private void message(ByteBuf content, boolean text) {
    byte[] bytes = ByteBufUtil.getBytes(content);
    if (text) {
      text(bytes);
    } else {
      connection.frame(this, EnginePacket.binary(bytes));
    }
  }

  private void tooLarge() {
    releaseFragments();
    closing = true;
    sayGoodbye(WebSocketCloseStatus.MESSAGE_TOO_BIG);
    connection.websocketLost(this, DisconnectReason.TRANSPORT_ERROR);
  }

  private void releaseFragments() {
    if (fragments != null) {
      fragments.release();
      fragments = null;
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    releaseFragments();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (!hops) {
      connection.readComplete();
    } else if (closing) {
      ctx.read();
    } else {
      connection.execute(this::readMore);
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (!hops) {
      channel.config().setAutoRead(channel.isWritable());
    } else if (channel.isWritable()) {
      ctx.read();
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    lost(DisconnectReason.TRANSPORT_CLOSE);
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("websocket of {} failed: {}", connection.id(), cause.toString());
    lost(DisconnectReason.TRANSPORT_ERROR);
    var _ = ctx.close();
  }

  private void lost(DisconnectReason reason) {
    if (!closing) {
      connection.websocketLost(this, reason);
    }
  }

  /// The handshake failed: there never was a websocket.
  void failed() {
    connection.websocketLost(this, DisconnectReason.TRANSPORT_ERROR);
  }

  /// Writes a packet as one frame; [#flush] lets it go. Small frames share a buffer, and so a
  /// write.
  void write(EnginePacket packet) {
    byte[] data = packet.data();
    int length = packet.size();
    ByteBuf frame = room(HEAD + length);
    frame.writeByte(packet.binary() ? FINAL_BINARY : FINAL_TEXT);
    if (length < TWO_BYTE_LENGTH) {
      frame.writeByte(length);
    } else if (length <= 0xffff) {
      frame.writeByte(TWO_BYTE_LENGTH).writeShort(length);
    } else {
      frame.writeByte(EIGHT_BYTE_LENGTH).writeLong(length);
    }
    if (!packet.binary()) {
      frame.writeByte(packet.type().digit());
    }
    frame.writeBytes(data);
  }

  void flush() {
    ByteBuf last = batch;
    if (last == null) {
      out().flush();
    } else {
      batch = null;
      var _ = out().writeAndFlush(last, channel.voidPromise());
    }
  }

  /// A buffer with room for so many bytes more.
  private ByteBuf room(int bytes) {
    ByteBuf open = batch;
    if (open != null && open.readableBytes() + bytes <= BATCH) {
      return open;
    }
    writeBatch();
    ByteBuf fresh = channel.alloc().buffer(Math.max(FIRST_BATCH, bytes));
    batch = fresh;
    return fresh;
  }

  private void writeBatch() {
    ByteBuf full = batch;
    if (full != null) {
      batch = null;
      var _ = out().write(full, channel.voidPromise());
    }
  }

  private ChannelHandlerContext out() {
    return Objects.requireNonNull(out);
  }

  /// Bytes written that the peer has not taken yet.
  long unsent() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    ByteBuf open = batch;
    return (buffer == null ? 0 : buffer.totalPendingWriteBytes())
        + (open == null ? 0 : open.readableBytes());
  }

  /// Says goodbye and waits a little for the peer to answer; a peer that does not listen is cut
  /// off.
  void close(DisconnectReason reason) {
    if (closing) {
      return;
    }
    closing = true;
    writeBatch();
    switch (reason) {
      case SLOW_CLIENT, PING_TIMEOUT -> {
        var _ = channel.close();
      }
      default -> {
        WebSocketCloseStatus status =
            switch (reason) {
              case SERVER_SHUTTING_DOWN -> WebSocketCloseStatus.ENDPOINT_UNAVAILABLE;
              case PARSE_ERROR -> WebSocketCloseStatus.PROTOCOL_ERROR;
              default -> WebSocketCloseStatus.NORMAL_CLOSURE;
            };
        sayGoodbye(status);
      }
    }
  }

  /// What the peer still sends is read and dropped: a connection that is closed over unread bytes
  /// is reset, and takes the goodbye with it.
  private void sayGoodbye(WebSocketCloseStatus status) {
    channel
        .writeAndFlush(new CloseWebSocketFrame(status))
        .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    var _ = channel.eventLoop().schedule(this::cutOff, closeMillis, TimeUnit.MILLISECONDS);
    channel.read();
  }

  private void closedByPeer(ChannelHandlerContext ctx, CloseWebSocketFrame close) {
    if (closing) {
      var _ = ctx.close();
    } else {
      closing = true;
      ctx.writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
      connection.websocketLost(this, DisconnectReason.TRANSPORT_CLOSE);
    }
  }

  private void text(byte[] frame) {
    try {
      connection.frame(this, EngineCodec.decodeText(frame));
    } catch (ProtocolException e) {
      LOG.debug("websocket of {} refused: {}", connection.id(), e.getMessage());
      connection.websocketLost(this, DisconnectReason.PARSE_ERROR);
    }
  }

  private void cutOff() {
    var _ = channel.close();
  }

  private void readMore() {
    if (channel.isWritable()) {
      channel.read();
    }
  }
}
