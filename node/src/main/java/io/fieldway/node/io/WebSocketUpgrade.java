package io.fieldway.node.io;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one HTTP request of a connection that becomes a WebSocket, or is refused.
final class WebSocketUpgrade extends SimpleChannelInboundHandler<FullHttpRequest> {
  /// The largest request body that is read before it is refused.
  static final int MAXIMUM_BODY = 1_024;

  private static final Logger LOG = LoggerFactory.getLogger(WebSocketUpgrade.class);
  private static final String SUBPROTOCOL = "mqtt";

  private final ListenerConfig listener;
  private final List<String> origins;
  private final int maximumFrame;
  private final Traffic traffic;
  private final Runnable upgraded;

  private record Refusal(HttpResponseStatus status, String why) {}

  /// `upgraded` puts MQTT in the place of HTTP.
  WebSocketUpgrade(
      ListenerConfig listener,
      List<String> origins,
      int maximumFrame,
      Traffic traffic,
      Runnable upgraded) {
    this.listener = listener;
    this.origins = origins;
    this.maximumFrame = maximumFrame;
    this.traffic = traffic;
    this.upgraded = upgraded;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    Optional<Refusal> refusal = judge(request);
    if (refusal.isPresent()) {
      refuse(ctx, refusal.get());
    } else {
      shake(ctx, request);
    }
  }

  private Optional<Refusal> judge(FullHttpRequest request) {
    if (!request.decoderResult().isSuccess()) {
      return refusal(HttpResponseStatus.BAD_REQUEST, "expected an HTTP request");
    }
    if (!path(request).equals(listener.path())) {
      return refusal(HttpResponseStatus.NOT_FOUND, "expected the path " + listener.path());
    }
    if (!request.method().equals(HttpMethod.GET)
        || !request
            .headers()
            .containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
      return refusal(HttpResponseStatus.UPGRADE_REQUIRED, "expected an upgrade to websocket");
    }
    // [MQTT-6.0.0-3]: the client offers "mqtt".
    if (!request
        .headers()
        .containsValue(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, SUBPROTOCOL, false)) {
      return refusal(HttpResponseStatus.BAD_REQUEST, "expected the subprotocol mqtt");
    }
    String origin = request.headers().get(HttpHeaderNames.ORIGIN);
    if (origin != null && !mayUse(origin, request.headers().get(HttpHeaderNames.HOST, ""))) {
      return refusal(HttpResponseStatus.FORBIDDEN, "expected a page of an allowed origin");
    }
    return Optional.empty();
  }

  private boolean mayUse(String origin, String host) {
    String own = (listener.kind().isSecure() ? "https://" : "http://") + host;
    return origins.isEmpty()
        ? origin.equals(own)
        : origins.contains("*") || origins.contains(origin);
  }

  private static String path(FullHttpRequest request) {
    int query = request.uri().indexOf('?');
    return query < 0 ? request.uri() : request.uri().substring(0, query);
  }

  private static Optional<Refusal> refusal(HttpResponseStatus status, String why) {
    return Optional.of(new Refusal(status, why));
  }

  private void refuse(ChannelHandlerContext ctx, Refusal refusal) {
    traffic.refusedHandshake++;
    LOG.info("{} is refused a WebSocket: {}", ctx.channel().remoteAddress(), refusal.why());
    DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            refusal.status(),
            Unpooled.copiedBuffer(refusal.why() + "\n", StandardCharsets.UTF_8));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
    response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    if (refusal.status().equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
      response.headers().set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
    }
    HttpUtil.setContentLength(response, response.content().readableBytes());
    ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  private void shake(ChannelHandlerContext ctx, FullHttpRequest request) {
    WebSocketDecoderConfig decoding =
        WebSocketDecoderConfig.newBuilder()
            .maxFramePayloadLength(maximumFrame)
            .allowExtensions(false)
            .build();
    // [MQTT-6.0.0-4]: what the server selects is "mqtt".
    WebSocketServerHandshaker13 handshaker =
        new WebSocketServerHandshaker13(request.uri(), SUBPROTOCOL, decoding);
    try {
      handshaker
          .handshake(ctx.channel(), request)
          .addListener(done -> {
            if (done.isSuccess()) {
              upgraded.run();
            } else {
              var _ = ctx.close();
            }
          });
    } catch (WebSocketHandshakeException e) {
      refuse(ctx, new Refusal(HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage())));
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    traffic.refusedHandshake++;
    LOG.info("{} broke the handshake: {}", ctx.channel().remoteAddress(), cause.getMessage());
    var _ = ctx.close();
  }
}
