package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.link.LinkConfig;
import io.fieldway.node.trust.Registrar;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One address where other nodes connect, and nobody else: clients have addresses of their own.
public final class LinkListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LinkListener.class);

  private final InetSocketAddress address;
  private final LinkConfig config;
  private final Optional<Supplier<SslContext>> tls;
  private final Optional<Registrar> registrar;
  @Var private volatile @Nullable Channel listening;

  /// A listener that binds nothing yet.
  ///
  /// @param tls gives what each new connection uses; empty where links are not encrypted
  /// @param registrar answers those who ask to join
  public LinkListener(
      InetSocketAddress address,
      LinkConfig config,
      Optional<Supplier<SslContext>> tls,
      Optional<Registrar> registrar) {
    this.address = address;
    this.config = config;
    this.tls = tls;
    this.registrar = registrar;
  }

  /// A listener that binds nothing yet.
  ///
  /// @param tls of a member of a mesh; empty where links are not encrypted
  /// @param registrar answers those who ask to join
  public static LinkListener of(
      InetSocketAddress address,
      LinkConfig config,
      Optional<LinkTls> tls,
      Optional<Registrar> registrar) {
    return new LinkListener(address, config, tls.map(each -> each::accepting), registrar);
  }

  /// Listens from now on, and returns the address, whose port may have been free to choose.
  ///
  /// @throws IOException that says which address cannot be had and why
  public InetSocketAddress bind(BrokerLoop loop) throws IOException {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop.group())
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    accepted(loop, channel);
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen on " + address + " for links: " + bound.cause().getMessage(),
          bound.cause());
    }
    listening = bound.channel();
    InetSocketAddress chosen = (InetSocketAddress) bound.channel().localAddress();
    LOG.info("listening on {} for links{}", chosen, tls.isPresent() ? " (TLS)" : "");
    return chosen;
  }

  private void accepted(BrokerLoop loop, SocketChannel channel) {
    if (!loop.hasRoomForLink(config)) {
      loop.linkTraffic().connections.refusedTooMany++;
      var _ = channel.close();
      return;
    }
    LinkConnection.configure(loop, channel, config, tls.isPresent());
    LinkConnection.accepted(loop, channel, config, registrar)
        .open(
            config,
            tls.map(
                current -> () -> current.get().newHandler(loop.allocator(), loop.handshakes())));
  }

  /// Accepts no more.
  @Override
  public void close() {
    Channel open = listening;
    if (open != null) {
      open.close().awaitUninterruptibly();
    }
  }
}
