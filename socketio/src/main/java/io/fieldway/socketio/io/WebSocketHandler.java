package io.fieldway.socketio.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.socketio.DisconnectReason;
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
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.concurrent.TimeUnit;
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

  private final EngineConnection connection;
  private final Channel channel;
  private final long closeMillis;
  private final boolean hops;
  @Var private volatile boolean closing;

  WebSocketHandler(EngineConnection connection, Channel channel, long closeMillis) {
    this.connection = connection;
    this.channel = channel;
    this.closeMillis = closeMillis;
    this.hops = !connection.livesOn(channel.eventLoop());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
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
      case TextWebSocketFrame text when !closing -> text(ByteBufUtil.getBytes(text.content()));
      case BinaryWebSocketFrame binary when !closing ->
          connection.frame(this, EnginePacket.binary(ByteBufUtil.getBytes(binary.content())));
      default -> {}
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (hops) {
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
    connection.websocketLost(this, DisconnectReason.TRANSPORT_CLOSE);
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("websocket of {} failed: {}", connection.id(), cause.toString());
    connection.websocketLost(this, DisconnectReason.TRANSPORT_ERROR);
    var _ = ctx.close();
  }

  /// The handshake failed: there never was a websocket.
  void failed() {
    connection.websocketLost(this, DisconnectReason.TRANSPORT_ERROR);
  }

  /// Writes a packet as one frame; [#flush] lets it go.
  void write(EnginePacket packet) {
    byte[] data = packet.data();
    int length = packet.size();
    ByteBuf frame = channel.alloc().buffer(HEAD + length);
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
    var _ = channel.write(frame.writeBytes(data), channel.voidPromise());
  }

  void flush() {
    channel.flush();
  }

  /// Bytes written that the peer has not taken yet.
  long unsent() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }

  /// Says goodbye and waits a little for the peer to answer; a peer that does not listen is cut
  /// off.
  void close(DisconnectReason reason) {
    if (closing) {
      return;
    }
    closing = true;
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
        channel
            .writeAndFlush(new CloseWebSocketFrame(status))
            .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        var _ = channel.eventLoop().schedule(this::cutOff, closeMillis, TimeUnit.MILLISECONDS);
        channel.read();
      }
    }
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
