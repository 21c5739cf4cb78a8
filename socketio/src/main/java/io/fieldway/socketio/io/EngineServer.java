package io.fieldway.socketio.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.socketio.DisconnectReason;
import io.fieldway.socketio.SocketIoConfig;
import io.fieldway.socketio.SocketIoMetrics;
import io.fieldway.socketio.Transport;
import io.fieldway.socketio.engine.ConnectRate;
import io.fieldway.socketio.engine.EngineRefusal;
import io.fieldway.socketio.engine.OriginRule;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An Engine.IO 4 server: opens sessions over long polling and websockets and hands each to an
/// [EngineAcceptor]. It listens on a port of its own after [#start], or works inside the pipelines
/// to which [#install] adds it.
public final class EngineServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EngineServer.class);
  private static final int ID_BYTES = 16;
  private static final int BACKLOG = 1024;

  /// How much longer than a silent session an HTTP connection without a request stays open.
  private static final Duration IDLE_HTTP = Duration.ofSeconds(10);

  private final SocketIoConfig config;
  private final SocketIoMetrics metrics;
  private final @Nullable SslContext ssl;
  private final EngineAcceptor acceptor;
  private final OriginRule origins;
  private final ConnectRate rate;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, EngineConnection> connections = new ConcurrentHashMap<>();
  private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  @Var private volatile boolean closing;
  @Var private @Nullable EventLoopGroup loops;
  @Var private @Nullable Channel listening;

  public EngineServer(
      SocketIoConfig config,
      SocketIoMetrics metrics,
      @Nullable SslContext ssl,
      EngineAcceptor acceptor) {
    this.config = config;
    this.metrics = metrics;
    this.ssl = ssl;
    this.acceptor = acceptor;
    this.origins = new OriginRule(config.allowedOrigins());
    this.rate = new ConnectRate(config.maxConnectsPerSecond(), System.nanoTime());
  }

  /// Binds and returns the bound address.
  public synchronized InetSocketAddress start() throws IOException {
    if (listening != null || closing) {
      throw new IllegalStateException("the server was started before");
    }
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            Runtime.getRuntime().availableProcessors(),
            new DefaultThreadFactory("socketio"),
            NioIoHandler.newFactory());
    ChannelFuture bound =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    initialize(channel);
                  }
                })
            .bind(config.address())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      var _ = group.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
      throw new IOException(
          "cannot listen on " + config.address() + ": " + bound.cause().getMessage(),
          bound.cause());
    }
    loops = group;
    listening = bound.channel();
    InetSocketAddress address = (InetSocketAddress) bound.channel().localAddress();
    LOG.info("listening on {}{}", address, config.path());
    return address;
  }

  /// Adds the server to a pipeline, after its `HttpServerCodec`. Requests for other paths pass on.
  public void install(ChannelPipeline pipeline) {
    pipeline
        .channel()
        .config()
        .setWriteBufferWaterMark(
            new WriteBufferWaterMark(config.maxBufferedBytes() / 8, config.maxBufferedBytes() / 4));
    pipeline.addLast("socketio", new EngineHttpHandler(this));
  }

  /// The number of open sessions.
  public int clientCount() {
    return connections.size();
  }

  /// Refuses new sessions, closes the open ones, waits at most `closeTimeout` for their clients to
  /// be told, and frees the port.
  @Override
  public synchronized void close() {
    closing = true;
    List<EngineConnection> open = List.copyOf(connections.values());
    open.forEach(connection -> connection.close(DisconnectReason.SERVER_SHUTTING_DOWN));
    long deadline = System.nanoTime() + config.closeTimeout().toNanos();
    for (EngineConnection connection : open) {
      if (!connection.awaitGone(deadline - System.nanoTime())) {
        break;
      }
    }
    if (listening != null) {
      listening.close().awaitUninterruptibly();
    }
    var _ = channels.close(channel -> channel.pipeline().get(WebSocketHandler.class) == null);
    channels
        .newCloseFuture()
        .awaitUninterruptibly(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    if (loops != null) {
      loops
          .shutdownGracefully(0, config.closeTimeout().toMillis(), TimeUnit.MILLISECONDS)
          .awaitUninterruptibly();
      LOG.info("closed; {} clients were told", open.size());
    }
  }

  SocketIoConfig config() {
    return config;
  }

  SocketIoMetrics metrics() {
    return metrics;
  }

  OriginRule origins() {
    return origins;
  }

  boolean serves(String path) {
    return path.equals(config.path()) || (path + "/").equals(config.path());
  }

  @Nullable EngineConnection connection(String sid) {
    return connections.get(sid);
  }

  /// Whether one more session may be opened now.
  boolean admits() {
    return !closing && connections.size() < config.maxClients() && rate.admit(System.nanoTime());
  }

  /// Opens a session for a poll.
  void open(ChannelHandlerContext ctx, EngineRequest request, HttpExchange exchange) {
    if (admits()) {
      EngineConnection opened = connection(ctx.channel().eventLoop(), request, Transport.POLLING);
      connections.put(opened.id(), opened);
      opened.open(exchange, acceptor);
    } else {
      refuse(exchange, EngineRefusal.BUSY);
    }
  }

  /// Opens a session on a websocket that has shaken hands.
  void open(EngineConnection opened, WebSocketHandler handler) {
    connections.put(opened.id(), opened);
    opened.open(handler, acceptor);
  }

  EngineConnection connection(EventLoop loop, EngineRequest request, Transport transport) {
    return new EngineConnection(this, loop, newId(), request, transport);
  }

  void forget(EngineConnection connection) {
    connections.remove(connection.id());
  }

  void refuse(HttpExchange exchange, EngineRefusal refusal) {
    metrics.refused(refusal.message());
    exchange.refuse(refusal);
  }

  /// An id of 128 random bits.
  String newId() {
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// The data of an open packet.
  String handshake(String sid, Transport transport) {
    boolean upgrades =
        transport == Transport.POLLING && config.transports().contains(Transport.WEBSOCKET);
    return "{\"sid\":\""
        + sid
        + "\",\"upgrades\":["
        + (upgrades ? "\"websocket\"" : "")
        + "],\"pingInterval\":"
        + config.pingInterval().toMillis()
        + ",\"pingTimeout\":"
        + config.pingTimeout().toMillis()
        + ",\"maxPayload\":"
        + config.maxPayload()
        + "}";
  }

  private void initialize(Channel channel) {
    channels.add(channel);
    ChannelPipeline pipeline = channel.pipeline();
    if (ssl != null) {
      pipeline.addLast(ssl.newHandler(channel.alloc()));
    }
    long idle = config.pingInterval().plus(config.pingTimeout()).plus(IDLE_HTTP).toMillis();
    pipeline.addLast(new IdleStateHandler(0, 0, idle, TimeUnit.MILLISECONDS));
    pipeline.addLast(new HttpServerCodec());
    install(pipeline);
    pipeline.addLast(new NotFoundHandler());
  }
}
