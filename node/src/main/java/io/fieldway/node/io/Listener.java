package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.broker.Origin;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One address where clients connect. Whoever wants to know what a connection goes through reads
/// the pipelines here from top to bottom.
public final class Listener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
  private static final int BACKLOG = 4_096;

  private final ListenerConfig config;
  private final Optional<Certificates> certificates;
  private final Traffic traffic = new Traffic();
  @Var private volatile @Nullable Channel listening;

  private Listener(ListenerConfig config, Optional<Certificates> certificates) {
    this.config = config;
    this.certificates = certificates;
  }

  /// Reads what the listener needs, and binds nothing yet.
  ///
  /// @throws IOException that says which file is wrong and what was expected
  public static Listener open(ListenerConfig config) throws IOException {
    return new Listener(
        config,
        config.kind().isSecure() ? Optional.of(Certificates.open(config)) : Optional.empty());
  }

  /// Listens from now on, and returns the address, whose port may have been free to choose.
  ///
  /// @throws IOException that says which address cannot be had and why
  public InetSocketAddress bind(BrokerLoop loop) throws IOException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loop.group())
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOCATOR, loop.allocator())
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(loop.drainedBytes(), loop.drainedBytes()))
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    accepted(loop, channel);
                  }
                });
    if (config.kind() == ListenerConfig.Kind.TCP) {
      bootstrap.childOption(ChannelOption.RECVBUF_ALLOCATOR, loop.receiveBuffer());
    }
    ChannelFuture bound = bootstrap.bind(config.address()).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen on " + text(config.address()) + ": " + bound.cause().getMessage(),
          bound.cause());
    }
    listening = bound.channel();
    InetSocketAddress address = address(bound.channel());
    LOG.info("listening on {} ({})", text(address), config.kind());
    return address;
  }

  private void accepted(BrokerLoop loop, SocketChannel channel) {
    switch (loop.admit()) {
      case TOO_MANY -> {
        traffic.refusedTooMany++;
        var _ = channel.close();
      }
      case TOO_FAST -> {
        traffic.refusedTooFast++;
        var _ = channel.close();
      }
      case ADMITTED -> {
        traffic.accepted++;
        traffic.open++;
        Connection connection = new Connection(loop, traffic, channel);
        loop.entered(connection);
        channel
            .closeFuture()
            .addListener(closed -> {
              traffic.open--;
              loop.left(connection);
            });
        initialize(loop, channel.pipeline(), connection);
      }
    }
  }

  /// The way of the bytes in, from top to bottom; those out go the other way.
  private void initialize(BrokerLoop loop, ChannelPipeline pipeline, Connection connection) {
    certificates.ifPresent(current ->
        pipeline.addLast(current.context().newHandler(loop.allocator(), loop.handshakes())));
    switch (config.kind()) {
      case TCP -> begin(pipeline, connection);
      case TLS -> pipeline.addLast(new TlsHandshake(traffic, () -> begin(pipeline, connection)));
      case WS -> upgrade(loop, pipeline, connection);
      case WSS ->
          pipeline.addLast(new TlsHandshake(traffic, () -> upgrade(loop, pipeline, connection)));
    }
  }

  private void upgrade(BrokerLoop loop, ChannelPipeline pipeline, Connection connection) {
    pipeline.addLast(new HttpServerCodec());
    pipeline.addLast(new HttpObjectAggregator(WebSocketUpgrade.MAXIMUM_BODY));
    pipeline.addLast(
        new WebSocketUpgrade(
            config,
            loop.config().origins(),
            loop.maximumFrame(),
            traffic,
            () -> {
              pipeline.remove(WebSocketUpgrade.class);
              pipeline.addLast(new WebSocketMessages(traffic));
              begin(pipeline, connection);
            }));
  }

  private static void begin(ChannelPipeline pipeline, Connection connection) {
    pipeline.addLast(connection);
    connection.begin(origin(pipeline));
  }

  private static Origin origin(ChannelPipeline pipeline) {
    InetSocketAddress remote = (InetSocketAddress) pipeline.channel().remoteAddress();
    return new Origin(
        text(remote),
        remote.getAddress().isLoopbackAddress(),
        Optional.ofNullable(pipeline.get(SslHandler.class)).flatMap(TlsHandshake::commonName));
  }

  private static InetSocketAddress address(Channel bound) {
    return (InetSocketAddress) bound.localAddress();
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress() == null
        ? address.toString()
        : (address.getAddress().getHostAddress().contains(":")
                ? "[" + address.getAddress().getHostAddress() + "]"
                : address.getAddress().getHostAddress())
            + ":"
            + address.getPort();
  }

  /// Looks whether the files of certificates have changed. Blocks.
  public void refreshCertificates() {
    certificates.ifPresent(Certificates::refresh);
  }

  /// On the event loop.
  ListenerCounts counts() {
    return traffic.counts(config.kind(), listening == null ? "" : text(address(listening)));
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
