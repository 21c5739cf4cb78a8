package io.fieldway.socketio.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.socketio.engine.EngineRefusal;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/// One request that awaits its answer. It is answered once, from any thread; the channel's event
/// loop writes the answer.
final class HttpExchange {
  private static final String TEXT = "text/plain; charset=UTF-8";

  private final ChannelHandlerContext ctx;
  private final boolean keepAlive;
  private final HttpHeaders extraHeaders;
  private final Runnable done;
  @Var private volatile boolean answered;

  /// `done` runs on the channel's event loop when the answer is written.
  HttpExchange(
      ChannelHandlerContext ctx, HttpRequest request, HttpHeaders extraHeaders, Runnable done) {
    this.ctx = ctx;
    this.keepAlive = HttpUtil.isKeepAlive(request);
    this.extraHeaders = extraHeaders;
    this.done = done;
  }

  /// What a client waits for that sent `Expect: 100-continue`.
  static FullHttpResponse goAhead() {
    return new DefaultFullHttpResponse(
        HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER);
  }

  boolean answered() {
    return answered;
  }

  void ok(byte[] body) {
    answer(HttpResponseStatus.OK, TEXT, body, keepAlive);
  }

  void noContent() {
    answer(HttpResponseStatus.NO_CONTENT, "", new byte[0], keepAlive);
  }

  /// Answers with the protocol's error body; a payload that is too large closes the connection too.
  void refuse(EngineRefusal refusal) {
    answer(
        HttpResponseStatus.valueOf(refusal.status()),
        "application/json",
        refusal.json().getBytes(StandardCharsets.UTF_8),
        keepAlive && refusal != EngineRefusal.PAYLOAD_TOO_LARGE);
  }

  private void answer(HttpResponseStatus status, String type, byte[] body, boolean keep) {
    if (answered) {
      return;
    }
    answered = true;
    if (ctx.executor().inEventLoop()) {
      write(status, type, body, keep);
    } else {
      ctx.executor().execute(() -> write(status, type, body, keep));
    }
  }

  private void write(HttpResponseStatus status, String type, byte[] body, boolean keep) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
    HttpHeaders headers = response.headers().add(extraHeaders);
    headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    if (!type.isEmpty()) {
      headers.set(HttpHeaderNames.CONTENT_TYPE, type);
      headers.set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    }
    if (status.equals(HttpResponseStatus.SERVICE_UNAVAILABLE)) {
      headers.set(HttpHeaderNames.RETRY_AFTER, 1);
    }
    HttpUtil.setKeepAlive(response, keep);
    done.run();
    ctx.writeAndFlush(response)
        .addListener(keep ? ChannelFutureListener.CLOSE_ON_FAILURE : ChannelFutureListener.CLOSE);
  }
}
