package io.fieldway.node.io;

import io.fieldway.node.link.Guest;
import io.fieldway.node.link.LinkOutbound;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Opens one connection for the sake of a copy.
///
/// @param tls of a member of a mesh; empty where links are not encrypted
/// @param timeoutMillis to the end of the handshakes
record CopyDialer(BrokerLoop loop, Optional<LinkTls> tls, int timeoutMillis) {
  private static final int DRAINED_BYTES = 1 << 20;

  /// Hears on the loop what comes of a connection.
  interface Caller {
    /// It is there.
    void opened(LinkOutbound connection);

    /// It is not.
    ///
    /// @param refused whether a host has answered that nobody listens there
    void failed(String why, boolean refused);

    /// It was there and is gone, whoever wanted that.
    void closed();
  }

  /// Dials once.
  void dial(InetSocketAddress address, Guest end, Caller caller) {
    var _ =
        CompletableFuture.supplyAsync(() -> lookUp(address), loop.handshakes())
            .thenAcceptAsync(found -> connect(found, end, caller), loop::later);
  }

  /// Looks the name up. Blocks.
  private static InetSocketAddress lookUp(InetSocketAddress address) {
    return new InetSocketAddress(address.getHostString(), address.getPort());
  }

  private void connect(InetSocketAddress found, Guest end, Caller caller) {
    if (found.isUnresolved()) {
      caller.failed("no address is known for " + found.getHostString(), false);
      return;
    }
    new Bootstrap()
        .group(loop.group())
        .channel(NioSocketChannel.class)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                configure(channel);
              }
            })
        .connect(found)
        .addListener((ChannelFuture connected) -> connected(connected, found, end, caller));
  }

  private void configure(Channel channel) {
    var options = channel.config();
    options.setOption(ChannelOption.TCP_NODELAY, true);
    options.setAllocator(loop.allocator());
    options.setWriteBufferWaterMark(new WriteBufferWaterMark(DRAINED_BYTES, DRAINED_BYTES));
    if (tls.isEmpty()) {
      options.setRecvByteBufAllocator(loop.receiveBuffer());
    }
  }

  private void connected(
      ChannelFuture connected, InetSocketAddress address, Guest end, Caller caller) {
    if (!connected.isSuccess()) {
      Throwable cause = connected.cause();
      boolean refused =
          cause instanceof ConnectException && !(cause instanceof ConnectTimeoutException);
      caller.failed(String.valueOf(cause.getMessage()), refused);
      return;
    }
    Channel channel = connected.channel();
    if (loop.isStopping()) {
      var _ = channel.close();
      caller.failed("the node stops", false);
      return;
    }
    CopyConnection opened = new CopyConnection(loop, channel, end);
    loop.entered(opened);
    channel
        .closeFuture()
        .addListener(gone -> {
          loop.gone(opened);
          caller.closed();
        });
    if (tls.isEmpty()) {
      begin(channel, opened, caller);
      return;
    }
    SslHandler handler =
        tls.get()
            .dialling()
            .newHandler(
                loop.allocator(), address.getHostString(), address.getPort(), loop.handshakes());
    handler.setHandshakeTimeoutMillis(timeoutMillis);
    channel.pipeline().addLast(handler);
    channel
        .pipeline()
        .addLast(
            new TlsHandshake(loop.company().copyTraffic(), () -> begin(channel, opened, caller)));
  }

  private static void begin(Channel channel, CopyConnection opened, Caller caller) {
    channel.pipeline().addLast(opened);
    opened.guard(() -> caller.opened(opened));
  }
}
