package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.link.Backoff;
import io.fieldway.node.link.LinkConfig;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a link to one address: dials it, and dials it again whenever the link is lost or refused.
public final class LinkDialer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LinkDialer.class);

  private final InetSocketAddress address;
  private final LinkConfig config;
  private final Optional<Supplier<SslContext>> tls;
  private final Backoff backoff;
  @Var private volatile boolean closed;

  /// Who was found at the address the last time; empty where nobody was.
  @Var private String met = "";

  /// Why it could not be dialled the last time: said once as long as it is the same.
  @Var private String fault = "";

  /// A dialler that does nothing yet.
  ///
  /// @param address whose name is looked up each time it is dialled
  /// @param tls gives what each new connection uses; empty where links are not encrypted
  /// @param random says when to dial again; used on the event loop alone
  public LinkDialer(
      InetSocketAddress address,
      LinkConfig config,
      Optional<Supplier<SslContext>> tls,
      RandomGenerator random) {
    this.address = address;
    this.config = config;
    this.tls = tls;
    this.backoff = new Backoff(config, random);
  }

  /// A dialler that does nothing yet.
  ///
  /// @param tls of a member of a mesh; empty where links are not encrypted
  /// @param random says when to dial again; used on the event loop alone
  public static LinkDialer of(
      InetSocketAddress address, LinkConfig config, Optional<LinkTls> tls, RandomGenerator random) {
    return new LinkDialer(address, config, tls.map(each -> each::dialling), random);
  }

  /// Dials from now on.
  public void start(BrokerLoop loop) {
    loop.later(() -> dial(loop));
  }

  private void dial(BrokerLoop loop) {
    if (closed || loop.isStopping()) {
      return;
    }
    if (!met.isEmpty() && loop.links().isLinked(met)) {
      // That node has dialled this one. Should its link end, this one dials again.
      loop.later(() -> dial(loop), config.hello().toMillis());
      return;
    }
    var _ =
        CompletableFuture.supplyAsync(this::lookUp, loop.handshakes())
            .thenAcceptAsync(found -> connect(loop, found), loop::later);
  }

  /// Looks the name up. Blocks.
  private InetSocketAddress lookUp() {
    return new InetSocketAddress(address.getHostString(), address.getPort());
  }

  private void connect(BrokerLoop loop, InetSocketAddress found) {
    if (closed || loop.isStopping()) {
      return;
    }
    if (found.isUnresolved()) {
      failed(loop, "no address is known for this name");
      return;
    }
    new Bootstrap()
        .group(loop.group())
        .channel(NioSocketChannel.class)
        .option(
            ChannelOption.CONNECT_TIMEOUT_MILLIS,
            (int) Math.min(config.connectTimeout().toMillis(), Integer.MAX_VALUE))
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                LinkConnection.configure(loop, channel, config, tls.isPresent());
              }
            })
        .connect(found)
        .addListener((ChannelFuture connected) -> connected(loop, connected));
  }

  private void connected(BrokerLoop loop, ChannelFuture connected) {
    if (!connected.isSuccess()) {
      failed(loop, connected.cause().getMessage());
    } else if (closed || loop.isStopping()) {
      var _ = connected.channel().close();
    } else {
      fault = "";
      LinkConnection.dialled(
              loop, connected.channel(), config, (peer, upMillis) -> ended(loop, peer, upMillis))
          .open(config, tls.map(current -> () -> handler(loop, current.get())));
    }
  }

  /// Knows whom it dials, for a context that compares that with the certificate.
  private SslHandler handler(BrokerLoop loop, SslContext current) {
    return current.newHandler(
        loop.allocator(), address.getHostString(), address.getPort(), loop.handshakes());
  }

  private void failed(BrokerLoop loop, @Nullable String why) {
    loop.linkTraffic().undialled++;
    String said = String.valueOf(why);
    if (said.equals(fault)) {
      LOG.debug("{} cannot be dialled: {}", address, said);
    } else {
      LOG.info("{} cannot be dialled: {}", address, said);
    }
    fault = said;
    again(loop, 0);
  }

  private void ended(BrokerLoop loop, String peer, long upMillis) {
    met = peer;
    again(loop, upMillis);
  }

  private void again(BrokerLoop loop, long upMillis) {
    if (!closed) {
      loop.later(() -> dial(loop), backoff.next(upMillis));
    }
  }

  /// Dials no more; a link that is there stays.
  @Override
  public void close() {
    closed = true;
  }
}
