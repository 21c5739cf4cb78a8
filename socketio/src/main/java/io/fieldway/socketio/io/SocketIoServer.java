package io.fieldway.socketio.io;

import io.fieldway.socketio.Namespace;
import io.fieldway.socketio.SocketIoConfig;
import io.fieldway.socketio.SocketIoMetrics;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A Socket.IO server. Add namespaces and listeners, then [#start] it on a port of its own or
/// [#install] it in pipelines of another server. All methods may be called from any thread.
///
/// ```java
/// SocketIoServer server = SocketIoServer.builder().build();
/// server.of("/").onConnection(socket ->
///     socket.on("hello", (args, ack) -> socket.emit("hello back", args.getFirst())));
/// server.start();
/// ```
public final class SocketIoServer implements AutoCloseable {
  private final SocketIoConfig config;
  private final SocketIoMetrics metrics;
  private final EngineServer engine;
  private final Map<String, LiveNamespace> namespaces = new ConcurrentHashMap<>();

  private SocketIoServer(Builder builder) {
    this.config = builder.config;
    this.metrics = builder.metrics;
    this.engine =
        new EngineServer(config, metrics, builder.ssl, connection -> new Client(this, connection));
  }

  public static Builder builder() {
    return new Builder();
  }

  /// The namespace of this name, such as `/` or `/gateway`; made on first use. Clients that ask for
  /// a namespace that was never made are refused with `Invalid namespace`.
  public Namespace of(String name) {
    if (!name.startsWith("/") || name.indexOf(',') >= 0) {
      throw new IllegalArgumentException(
          "a namespace begins with a slash and has no comma: " + name);
    }
    return namespaces.computeIfAbsent(
        name, key -> new LiveNamespace(key, config.recovery(), metrics));
  }

  /// Binds and returns the bound address; an address that cannot be had is named in the exception.
  public InetSocketAddress start() throws IOException {
    return engine.start();
  }

  /// Adds the server to a pipeline, after its `HttpServerCodec`. Requests for other paths pass on.
  public void install(ChannelPipeline pipeline) {
    engine.install(pipeline);
  }

  /// The number of open Engine.IO sessions.
  public int clientCount() {
    return engine.clientCount();
  }

  /// Refuses new clients, ends every socket with `server shutting down`, waits at most
  /// [SocketIoConfig#closeTimeout()] for the clients to be told, and frees the port.
  @Override
  public void close() {
    engine.close();
    namespaces.values().forEach(LiveNamespace::close);
  }

  SocketIoConfig config() {
    return config;
  }

  boolean knows(String name) {
    return namespaces.containsKey(name);
  }

  /// A namespace that is known.
  LiveNamespace live(String name) {
    return Objects.requireNonNull(namespaces.get(name));
  }

  String newId() {
    return engine.newId();
  }

  /// Collects what a server is made of.
  public static final class Builder {
    private SocketIoConfig config = SocketIoConfig.defaults();
    private SocketIoMetrics metrics = SocketIoMetrics.none();
    private @Nullable SslContext ssl;

    private Builder() {}

    public Builder config(SocketIoConfig value) {
      this.config = value;
      return this;
    }

    public Builder listener(SocketIoMetrics value) {
      this.metrics = value;
      return this;
    }

    /// Serves `https` and `wss` with the caller's context.
    public Builder ssl(SslContext value) {
      this.ssl = value;
      return this;
    }

    public SocketIoServer build() {
      return new SocketIoServer(this);
    }
  }
}
