package io.fieldway.node.io;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.ssl.SslHandler;

/// The end of a connection from this side. The peer must get the last packet: a socket that is
/// closed while the peer's bytes lie unread resets the connection, and the packet is lost. So only
/// our own direction is closed, in all its layers, and what comes is thrown away until the peer
/// closes too, or lingers too long.
final class Farewell {
  private Farewell() {}

  static void begin(Channel channel) {
    if (channel.pipeline().get(WebSocketMessages.class) != null) {
      var _ = channel.write(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE));
    }
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(done -> {
          if (done.isSuccess()) {
            closeTls(channel);
          } else {
            var _ = channel.close();
          }
        });
  }

  private static void closeTls(Channel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      shutdown(channel);
    } else {
      tls.closeOutbound().addListener(done -> shutdown(channel));
    }
  }

  private static void shutdown(Channel channel) {
    ((DuplexChannel) channel)
        .shutdownOutput()
        .addListener(done -> {
          if (!done.isSuccess()) {
            var _ = channel.close();
          }
        });
  }
}
