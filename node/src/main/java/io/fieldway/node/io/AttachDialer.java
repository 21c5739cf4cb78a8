package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.attach.Attachment;
import io.fieldway.node.attach.AttachmentView;
import io.fieldway.node.attach.Terms;
import io.fieldway.node.attach.Wants;
import io.fieldway.node.attach.Witness;
import io.fieldway.node.broker.Attachments;
import io.fieldway.node.broker.BrokerConfig;
import io.fieldway.node.broker.Demand;
import io.fieldway.node.link.Backoff;
import io.fieldway.node.link.LinkConfig;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.trust.Identity;
import io.fieldway.routing.topic.TopicLimits;
import io.fieldway.wire.Bytes;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a node attached to another broker: dials it, and dials it again whenever the connection is
/// lost or refused. Belongs to the broker's event loop, but for its start and its end.
public final class AttachDialer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AttachDialer.class);

  private final AttachConfig config;
  private final String name;
  private final Optional<SslContext> tls;
  private final Attachment attachment;
  private final Backoff backoff;
  private final Traffic traffic = new Traffic();
  @Var private @Nullable AttachConnection connection;
  @Var private volatile boolean closed;
  @Var private long upSince;

  /// Why it could not be dialled the last time: said once as long as it is the same.
  @Var private String fault = "";

  private AttachDialer(
      AttachConfig config,
      Optional<SslContext> tls,
      Terms terms,
      Wants wants,
      RandomGenerator random) {
    this.config = config;
    this.name = config.named();
    this.tls = tls;
    this.attachment = new Attachment(terms, wants, new Said());
    this.backoff =
        new Backoff(
            LinkConfig.defaults()
                .withBackoff(config.backoff(), config.maximumBackoff(), config.maximumBackoff()),
            random);
  }

  /// Reads its files; does nothing else yet.
  ///
  /// @param mesh of the node
  /// @param node its name
  /// @param demand of the broker
  /// @param random says when to dial again; used on the event loop alone
  /// @throws IOException that says which file is wrong and what was expected
  public static AttachDialer open(
      AttachConfig config,
      BrokerConfig broker,
      String mesh,
      String node,
      Demand demand,
      RandomGenerator random)
      throws IOException {
    Optional<SslContext> tls = config.tls() ? Optional.of(context(config)) : Optional.empty();
    return new AttachDialer(
        config, tls, terms(config, broker, mesh, node), wants(config, demand, node), random);
  }

  private static SslContext context(AttachConfig config) throws IOException {
    SslContextBuilder builder =
        SslContextBuilder.forClient().endpointIdentificationAlgorithm("HTTPS");
    if (config.authorities().isPresent()) {
      builder.trustManager(Identity.certificates(config.authorities().get()));
    }
    return builder.build();
  }

  private static Terms terms(AttachConfig config, BrokerConfig broker, String mesh, String node)
      throws IOException {
    Optional<Bytes> password =
        config.passwordFile().isPresent()
            ? Optional.of(Bytes.utf8(Files.readString(config.passwordFile().get()).strip()))
            : Optional.empty();
    return new Terms(
        config.named(),
        config.clientId().orElse("fieldway-" + node + '-' + config.named()),
        mesh + '/' + node,
        config.in(),
        config.follow(),
        config.out(),
        (int) config.keepAlive().toSeconds(),
        config.sessionExpiry().toSeconds(),
        config.userName(),
        password,
        broker.receiveMaximum(),
        broker.maximumPacketSize(),
        new TopicLimits(broker.maximumTopicBytes(), broker.maximumTopicLevels()),
        config.maximumFilters(),
        config.offerTimeout().toMillis(),
        config.connectTimeout().toMillis());
  }

  private static Wants wants(AttachConfig config, Demand demand, String node) {
    String clientId = Attachments.clientId(config.named());
    return new Wants() {
      @Override
      public long version() {
        return demand.version();
      }

      @Override
      public List<String> filters() {
        return demand.filters();
      }

      @Override
      public boolean isFirst() {
        return demand.isFirst(clientId, node);
      }
    };
  }

  /// Dials from now on.
  public void start(BrokerLoop loop) {
    loop.later(() -> {
      loop.company().attached(this);
      dial(loop);
    });
  }

  void tick(long now) {
    AttachConnection open = connection;
    if (open != null) {
      open.guard(() -> open.tick(now));
    }
  }

  AttachmentView view() {
    return attachment.view();
  }

  String address() {
    return config.address().getHostString() + ':' + config.address().getPort();
  }

  private void dial(BrokerLoop loop) {
    if (closed || loop.isStopping()) {
      return;
    }
    var _ =
        CompletableFuture.supplyAsync(this::lookUp, loop.handshakes())
            .thenAcceptAsync(found -> connect(loop, found), loop::later);
  }

  /// Looks the name up. Blocks.
  private InetSocketAddress lookUp() {
    return new InetSocketAddress(config.address().getHostString(), config.address().getPort());
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
                configure(loop, channel);
              }
            })
        .connect(found)
        .addListener((ChannelFuture connected) -> connected(loop, connected));
  }

  private void configure(BrokerLoop loop, Channel channel) {
    int drained = loop.drainedBytes();
    var options = channel.config();
    options.setOption(ChannelOption.TCP_NODELAY, true);
    options.setAllocator(loop.allocator());
    options.setWriteBufferWaterMark(new WriteBufferWaterMark(drained, drained));
    if (tls.isEmpty()) {
      options.setRecvByteBufAllocator(loop.receiveBuffer());
    }
  }

  private void connected(BrokerLoop loop, ChannelFuture connected) {
    if (!connected.isSuccess()) {
      failed(loop, connected.cause().getMessage());
    } else if (closed || loop.isStopping()) {
      var _ = connected.channel().close();
    } else {
      open(loop, connected.channel());
    }
  }

  private void open(BrokerLoop loop, Channel channel) {
    AttachConnection opened = new AttachConnection(loop, traffic, channel, attachment);
    connection = opened;
    upSince = 0;
    loop.entered(opened);
    channel
        .closeFuture()
        .addListener(gone -> {
          connection = null;
          loop.gone(opened);
          again(loop, upSince == 0 ? 0 : Math.max(1, loop.now() - upSince));
        });
    if (tls.isEmpty()) {
      opened.guard(() -> begin(loop, opened));
      return;
    }
    SslHandler handler =
        tls.get()
            .newHandler(
                loop.allocator(),
                config.address().getHostString(),
                config.address().getPort(),
                loop.handshakes());
    handler.setHandshakeTimeoutMillis(config.connectTimeout().toMillis());
    channel.pipeline().addLast(handler);
    channel.pipeline().addLast(new TlsHandshake(traffic, () -> begin(loop, opened)));
  }

  private void begin(BrokerLoop loop, AttachConnection opened) {
    upSince = loop.now();
    opened.begin();
  }

  private void failed(BrokerLoop loop, @Nullable String why) {
    String said = String.valueOf(why);
    if (said.equals(fault)) {
      LOG.debug("{} at {} cannot be dialled: {}", name, address(), said);
    } else {
      LOG.info("{} at {} cannot be dialled: {}", name, address(), said);
    }
    fault = said;
    again(loop, 0);
  }

  private void again(BrokerLoop loop, long upMillis) {
    if (!closed && !loop.isStopping()) {
      loop.later(() -> dial(loop), backoff.next(upMillis));
    }
  }

  /// Dials no more; a connection that is there stays until the loop stops.
  @Override
  public void close() {
    closed = true;
  }

  /// What people are told.
  private final class Said implements Witness {
    @Override
    public void refused(Way way, ReasonCode reason, String what, String why) {
      LOG.warn("{}: {} is refused ({}, {}): {}", name, what, way, reason, why);
    }

    @Override
    public void connected(boolean sessionPresent) {
      fault = "";
      LOG.info(
          "attached to {} at {}, {}",
          name,
          address(),
          sessionPresent ? "which goes on with its session" : "which begins a session");
    }

    @Override
    public void ended(String why) {
      if (why.equals(fault)) {
        LOG.debug("no longer attached to {} at {}: {}", name, address(), why);
      } else {
        LOG.info("no longer attached to {} at {}: {}", name, address(), why);
      }
      fault = why;
    }
  }
}
