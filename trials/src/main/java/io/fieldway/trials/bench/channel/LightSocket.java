package io.fieldway.trials.bench.channel;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Json;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A Socket.IO client over websocket, as much of it as a gateway needs (Engine.IO 4, Socket.IO 5).
/// Confined to its event loop.
final class LightSocket extends SimpleChannelInboundHandler<WebSocketFrame> {
  private static final int MAX_FRAME = 4 * 1024 * 1024;
  private static final String NAMESPACE = "/gateway,";

  private final Listener listener;
  private final Map<Long, Consumer<JsonNode>> asked = new HashMap<>();
  @Var private @Nullable ChannelHandlerContext context;
  @Var private long asks;
  @Var private boolean open = true;

  /// Hears what happens to a socket.
  interface Listener {
    /// The namespace is there.
    ///
    /// @param id the socket's, as the server gave it
    void connected(String id);

    /// The server asks something.
    void event(String name, JsonNode body, Consumer<JsonNode> answer);

    /// It is over; told once.
    void closed();
  }

  private LightSocket(Listener listener) {
    this.listener = listener;
  }

  /// Connects; the listener hears of it on that loop.
  static LightSocket connect(EventLoop loop, InetSocketAddress server, Listener listener) {
    LightSocket socket = new LightSocket(listener);
    URI uri =
        URI.create(
            "ws://"
                + server.getHostString()
                + ":"
                + server.getPort()
                + "/socket.io/?EIO=4&transport=websocket");
    WebSocketClientProtocolConfig config =
        WebSocketClientProtocolConfig.newBuilder()
            .webSocketUri(uri)
            .version(WebSocketVersion.V13)
            .customHeaders(new DefaultHttpHeaders())
            .maxFramePayloadLength(MAX_FRAME)
            .handshakeTimeoutMillis(60_000)
            .build();
    var _ =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            new HttpClientCodec(),
                            new HttpObjectAggregator(8_192),
                            new WebSocketClientProtocolHandler(config),
                            socket);
                  }
                })
            .connect(server)
            .addListener(connecting -> {
              if (!connecting.isSuccess()) {
                socket.end();
              }
            });
    return socket;
  }

  /// Asks the server something.
  ///
  /// @param body one JSON object
  void ask(String event, String body, Consumer<JsonNode> onAnswer) {
    long number = asks++;
    asked.put(number, onAnswer);
    send("42" + NAMESPACE + number + "[\"" + event + "\"," + body + "]");
  }

  boolean isOpen() {
    return open;
  }

  /// Ends it without a word, as a cut does.
  void close() {
    ChannelHandlerContext known = context;
    if (known != null) {
      var _ = known.channel().close();
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext from, WebSocketFrame frame) {
    if (frame instanceof TextWebSocketFrame text) {
      heard(text.text());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ended) {
    end();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext failed, Throwable thrown) {
    var _ = failed.close(); // refused or cut; what follows is the listener's to decide
  }

  private void end() {
    if (open) {
      open = false;
      asked.clear();
      listener.closed();
    }
  }

  private void heard(String text) {
    switch (text.charAt(0)) {
      case '0' -> send("40" + NAMESPACE);
      case '2' -> send("3");
      case '4' -> message(text);
      default -> {} // nothing that a gateway need answer
    }
  }

  private void message(String text) {
    @Var int at = text.indexOf(',') + 1;
    switch (text.charAt(1)) {
      case '0' ->
          listener.connected(Json.parse("connect", text.substring(at)).path("sid").asString());
      case '1', '4' -> close();
      case '2', '3' -> {
        int from = at;
        while (text.charAt(at) != '[') {
          at++;
        }
        long number = at == from ? -1 : Long.parseLong(text, from, at, 10);
        JsonNode arguments = Json.parse("event", text.substring(at));
        if (text.charAt(1) == '3') {
          answered(number, arguments.path(0));
        } else {
          listener.event(
              arguments.path(0).asString(),
              arguments.path(1),
              answer -> send("43" + NAMESPACE + number + "[" + Json.write(answer) + "]"));
        }
      }
      default ->
          throw new IllegalStateException("a packet that no gateway is sent: " + Json.brief(text));
    }
  }

  private void answered(long number, JsonNode answer) {
    Consumer<JsonNode> waiting = asked.remove(number);
    if (waiting != null) {
      waiting.accept(answer);
    }
  }

  private void send(String text) {
    ChannelHandlerContext known = context;
    if (known != null && open) {
      var _ = known.writeAndFlush(new TextWebSocketFrame(text));
    }
  }
}
