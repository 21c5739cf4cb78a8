package io.fieldway.socketio.io;

import io.fieldway.socketio.DisconnectReason;
import io.fieldway.socketio.Transport;
import io.fieldway.socketio.engine.EngineRefusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.netty.handler.timeout.IdleStateHandler;
import org.jspecify.annotations.Nullable;

/// The way of one request to a websocket: opens a session, or asks the one that is named whether it
/// may probe; shakes hands; and puts a [WebSocketHandler] in the place of the HTTP handler.
final class WebSocketUpgrade {
  /// Reads of at least so many bytes are worth a component of their own.
  private static final int LARGE_READ = 4 * 1024;

  private final EngineServer server;
  private final ChannelHandlerContext ctx;
  private final HttpRequest request;
  private final HttpExchange exchange;
  private final @Nullable EngineConnection named;

  /// `named` is the session of the request's `sid`, null where it brought none.
  WebSocketUpgrade(
      EngineServer server,
      ChannelHandlerContext ctx,
      HttpRequest request,
      HttpExchange exchange,
      @Nullable EngineConnection named) {
    this.server = server;
    this.ctx = ctx;
    this.request = request;
    this.exchange = exchange;
    this.named = named;
  }

  /// Nothing more is read from the channel until it is one or the other.
  void start() {
    ctx.channel().config().setAutoRead(false);
    EngineConnection known = named;
    if (known != null) {
      probe(known);
    } else if (server.admits()) {
      EngineConnection opened =
          server.connection(
              ctx.channel().eventLoop(), EngineRequest.of(ctx, request), Transport.WEBSOCKET);
      WebSocketHandler handler = handler(opened);
      shake(handler, () -> server.open(opened, handler));
    } else {
      refused(EngineRefusal.BUSY);
    }
  }

  private void probe(EngineConnection known) {
    known.probe(
        new EngineConnection.Probe() {
          @Override
          public void refused(EngineRefusal refusal) {
            if (refusal == EngineRefusal.SESSION_ID_UNKNOWN) {
              WebSocketUpgrade.this.refused(refusal);
            } else {
              server.metrics().refused(refusal.message());
              turnAway(handler(known));
            }
          }

          @Override
          public WebSocketHandler accepted() {
            WebSocketHandler handler = handler(known);
            shakeSoon(handler, () -> {});
            return handler;
          }
        });
  }

  /// The session has its websocket, or one that probes: this one opens and closes, as clients that
  /// make nothing of a refused handshake expect.
  private void turnAway(WebSocketHandler handler) {
    shakeSoon(handler, () -> handler.close(DisconnectReason.TRANSPORT_ERROR));
  }

  private void refused(EngineRefusal refusal) {
    server.refuse(exchange, refusal);
    ctx.channel().config().setAutoRead(true);
  }

  private WebSocketHandler handler(EngineConnection connection) {
    return new WebSocketHandler(connection, ctx.channel(), server.config());
  }

  private void shakeSoon(WebSocketHandler handler, Runnable then) {
    if (ctx.executor().inEventLoop()) {
      shake(handler, then);
    } else {
      ctx.executor().execute(() -> shake(handler, then));
    }
  }

  private void shake(WebSocketHandler handler, Runnable then) {
    Channel channel = ctx.channel();
    WebSocketDecoderConfig decoding =
        WebSocketDecoderConfig.newBuilder()
            .maxFramePayloadLength(server.config().maxPayload())
            .allowExtensions(false)
            .build();
    FullHttpRequest full =
        new DefaultFullHttpRequest(
            request.protocolVersion(),
            request.method(),
            request.uri(),
            Unpooled.EMPTY_BUFFER,
            request.headers(),
            EmptyHttpHeaders.INSTANCE);
    WebSocketServerHandshaker handshaker =
        new WebSocketServerHandshaker13(request.uri(), null, decoding);
    try {
      ChannelFuture shaken = handshaker.handshake(channel, full);
      shaken.addListener(done -> {
        if (done.isSuccess()) {
          install(handler);
          then.run();
        } else {
          handler.failed();
          var _ = channel.close();
        }
      });
    } catch (WebSocketHandshakeException e) {
      handler.failed();
      refused(EngineRefusal.BAD_REQUEST);
    }
  }

  private void install(WebSocketHandler handler) {
    ChannelPipeline pipeline = ctx.pipeline();
    if (pipeline.get(IdleStateHandler.class) != null) {
      pipeline.remove(IdleStateHandler.class);
    }
    pipeline.get(WebSocket13FrameDecoder.class).setCumulator(WebSocketUpgrade::cumulate);
    pipeline.replace(ctx.name(), "socketio-websocket", handler);
  }

  /// Large frames gather as they came, without a copy; what drips in is merged, so that a client
  /// that sends byte by byte holds no more memory than it sent.
  private static ByteBuf cumulate(ByteBufAllocator alloc, ByteBuf cumulation, ByteBuf in) {
    ByteToMessageDecoder.Cumulator how =
        in.readableBytes() < LARGE_READ
            ? ByteToMessageDecoder.MERGE_CUMULATOR
            : ByteToMessageDecoder.COMPOSITE_CUMULATOR;
    return how.cumulate(alloc, cumulation, in);
  }
}
