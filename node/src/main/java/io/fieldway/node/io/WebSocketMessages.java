package io.fieldway.node.io;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// MQTT's bytes in binary frames (MQTT 5 §6). Where a packet ends and where a frame ends have
/// nothing to do with each other [MQTT-6.0.0-2].
final class WebSocketMessages extends ChannelDuplexHandler {
  private static final Logger LOG = LoggerFactory.getLogger(WebSocketMessages.class);

  private final Traffic traffic;

  WebSocketMessages(Traffic traffic) {
    this.traffic = traffic;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    WebSocketFrame frame = (WebSocketFrame) message;
    switch (frame) {
      case BinaryWebSocketFrame binary -> ctx.fireChannelRead(binary.content());
      case ContinuationWebSocketFrame more -> ctx.fireChannelRead(more.content());
      case PingWebSocketFrame ping -> pong(ctx, ping);
      case CloseWebSocketFrame close -> answer(ctx, close);
      // [MQTT-6.0.0-1]: any other kind of data frame closes the connection.
      case TextWebSocketFrame text -> refuse(ctx, text);
      default -> frame.release();
    }
  }

  /// A client that does not read its answers gets none.
  private static void pong(ChannelHandlerContext ctx, PingWebSocketFrame ping) {
    if (ctx.channel().isWritable()) {
      var _ = ctx.writeAndFlush(new PongWebSocketFrame(ping.content()));
    } else {
      ping.release();
    }
  }

  private static void answer(ChannelHandlerContext ctx, CloseWebSocketFrame close) {
    ctx.writeAndFlush(close).addListener(ChannelFutureListener.CLOSE);
  }

  private void refuse(ChannelHandlerContext ctx, TextWebSocketFrame text) {
    text.release();
    traffic.refusedHandshake++;
    LOG.info(
        "{} sent text over a WebSocket: expected binary frames", ctx.channel().remoteAddress());
    ctx.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.INVALID_MESSAGE_TYPE))
        .addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf bytes && bytes.isReadable()) {
      var _ = ctx.write(new BinaryWebSocketFrame(bytes), promise);
    } else {
      var _ = ctx.write(message, promise);
    }
  }

  /// The frame decoder has already answered with the close code that fits.
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof CorruptedFrameException) {
      traffic.refusedHandshake++;
      LOG.info("{} broke WebSocket: {}", ctx.channel().remoteAddress(), cause.getMessage());
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }
}
