package io.fieldway.socketio.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.socketio.Transport;
import io.fieldway.socketio.engine.EngineRefusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The HTTP side of Engine.IO on one connection: handshakes, polls, POSTs and the way to a
/// websocket, one request at a time. Requests for other paths pass on to the next handler. A client
/// that pipelines is cut off.
final class EngineHttpHandler extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(EngineHttpHandler.class);

  private final EngineServer server;
  @Var private @Nullable HttpExchange exchange;
  @Var private @Nullable EngineConnection target;
  @Var private @Nullable HttpRequest upgrade;
  @Var private @Nullable ByteBuf body;
  @Var private int skipped;
  @Var private boolean passing;

  EngineHttpHandler(EngineServer server) {
    this.server = server;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest request) {
      passing = !server.serves(new QueryStringDecoder(request.uri()).path());
    }
    if (passing) {
      ctx.fireChannelRead(message);
      return;
    }
    try {
      if (message instanceof HttpRequest request) {
        request(ctx, request);
      }
      if (message instanceof HttpContent content) {
        content(ctx, content);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    lost();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    releaseBody();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof IdleStateEvent) {
      var _ = ctx.close();
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("connection of {} failed: {}", ctx.channel().remoteAddress(), cause.toString());
    var _ = ctx.close();
  }

  private void request(ChannelHandlerContext ctx, HttpRequest request) {
    if (exchange != null || body != null) {
      lost();
      var _ = ctx.close();
      return;
    }
    skipped = 0;
    String origin = request.headers().get(HttpHeaderNames.ORIGIN);
    boolean admitted = origin == null || admits(ctx, request, origin);
    HttpExchange next =
        new HttpExchange(ctx, request, cors(request, admitted ? origin : null), this::answered);
    exchange = next;
    if (!admitted) {
      server.refuse(next, EngineRefusal.FORBIDDEN);
    } else if (request.decoderResult().isFailure()) {
      server.refuse(next, EngineRefusal.BAD_REQUEST);
    } else if (request.method().equals(HttpMethod.OPTIONS) && server.origins().cors()) {
      next.noContent();
    } else {
      route(ctx, request, next);
    }
  }

  /// The order of the checks is the one of the JavaScript server, so that the codes are its too.
  private void route(ChannelHandlerContext ctx, HttpRequest request, HttpExchange next) {
    Map<String, String> query = EngineRequest.query(request);
    Optional<Transport> transport = Transport.of(query.getOrDefault("transport", ""));
    if (transport.isEmpty() || !server.config().transports().contains(transport.get())) {
      server.refuse(next, EngineRefusal.TRANSPORT_UNKNOWN);
      return;
    }
    boolean wantsUpgrade =
        request.headers().contains(HttpHeaderNames.UPGRADE, "websocket", true)
            && request.method().equals(HttpMethod.GET);
    boolean websocket = transport.get() == Transport.WEBSOCKET;
    String sid = query.get("sid");
    EngineConnection known = sid == null ? null : server.connection(sid);
    if (sid != null && known == null) {
      server.refuse(next, EngineRefusal.SESSION_ID_UNKNOWN);
    } else if (sid == null && !request.method().equals(HttpMethod.GET)) {
      server.refuse(next, EngineRefusal.BAD_HANDSHAKE_METHOD);
    } else if (websocket != wantsUpgrade) {
      server.refuse(next, EngineRefusal.BAD_REQUEST);
    } else if (!query.getOrDefault("EIO", "").equals("4")) {
      server.refuse(next, EngineRefusal.UNSUPPORTED_PROTOCOL_VERSION);
    } else if (websocket) {
      target = known;
      upgrade = request;
    } else if (known == null) {
      server.open(ctx, EngineRequest.of(ctx, request), next);
    } else {
      packets(ctx, request, next, known);
    }
  }

  private void packets(
      ChannelHandlerContext ctx, HttpRequest request, HttpExchange next, EngineConnection known) {
    if (request.method().equals(HttpMethod.GET)) {
      target = known;
      known.poll(next);
    } else if (!request.method().equals(HttpMethod.POST)) {
      server.refuse(next, EngineRefusal.BAD_REQUEST);
    } else if (HttpUtil.getContentLength(request, 0L) > server.config().maxPayload()) {
      known.postLost(next, EngineRefusal.PAYLOAD_TOO_LARGE);
    } else {
      target = known;
      body = ctx.alloc().buffer();
      known.postStarted(next);
      if (HttpUtil.is100ContinueExpected(request)) {
        var _ = ctx.writeAndFlush(HttpExchange.goAhead());
      }
    }
  }

  private void content(ChannelHandlerContext ctx, HttpContent content) {
    ByteBuf collected = body;
    HttpExchange current = exchange;
    if (collected == null || current == null || current.answered()) {
      skip(ctx, content);
    } else if (collected.readableBytes() + content.content().readableBytes()
        > server.config().maxPayload()) {
      refuseBody(current);
    } else {
      collected.writeBytes(content.content());
    }
    if (content instanceof LastHttpContent) {
      complete(ctx);
    }
  }

  private void complete(ChannelHandlerContext ctx) {
    HttpRequest opening = upgrade;
    HttpExchange current = exchange;
    ByteBuf collected = body;
    EngineConnection known = target;
    upgrade = null;
    body = null;
    if (opening != null && current != null) {
      exchange = null;
      new WebSocketUpgrade(server, ctx, opening, current, known).start();
    }
    if (collected != null) {
      byte[] bytes = ByteBufUtil.getBytes(collected);
      collected.release();
      if (current != null && known != null) {
        known.post(current, bytes);
      }
    }
  }

  private void refuseBody(HttpExchange current) {
    if (target != null) {
      target.postLost(current, EngineRefusal.PAYLOAD_TOO_LARGE);
    }
    releaseBody();
  }

  private void releaseBody() {
    if (body != null) {
      body.release();
      body = null;
    }
  }

  /// Reads past the rest of a request that is answered already, but not forever.
  private void skip(ChannelHandlerContext ctx, HttpContent content) {
    skipped += content.content().readableBytes();
    if (skipped > server.config().maxPayload()) {
      var _ = ctx.close();
    }
  }

  /// The connection ended under a request.
  private void lost() {
    HttpExchange current = exchange;
    EngineConnection known = target;
    exchange = null;
    if (current != null && known != null) {
      if (body != null) {
        known.postLost(current, EngineRefusal.BAD_REQUEST);
      } else {
        known.pollLost(current);
      }
    }
    releaseBody();
  }

  private void answered() {
    exchange = null;
  }

  private boolean admits(ChannelHandlerContext ctx, HttpRequest request, String origin) {
    return server
        .origins()
        .admits(origin, request.headers().get(HttpHeaderNames.HOST, ""), EngineRequest.secure(ctx));
  }

  private HttpHeaders cors(HttpRequest request, @Nullable String origin) {
    HttpHeaders headers = new DefaultHttpHeaders();
    if (origin != null && server.origins().cors()) {
      headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
      headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
      headers.set(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
      if (request.method().equals(HttpMethod.OPTIONS)) {
        headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST");
        headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type");
      }
    }
    return headers;
  }
}
