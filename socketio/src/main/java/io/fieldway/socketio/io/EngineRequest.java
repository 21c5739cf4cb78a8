package io.fieldway.socketio.io;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The HTTP request that opened a session. Names of headers are in lower case; of a repeated header
/// or query parameter the first counts.
public record EngineRequest(
    InetSocketAddress remote,
    Map<String, String> headers,
    Map<String, String> query,
    boolean secure) {

  static EngineRequest of(ChannelHandlerContext ctx, HttpRequest request) {
    Map<String, String> headers = new HashMap<>();
    request
        .headers()
        .forEach(h -> headers.putIfAbsent(h.getKey().toLowerCase(Locale.ROOT), h.getValue()));
    return new EngineRequest(
        ctx.channel().remoteAddress() instanceof InetSocketAddress address
            ? address
            : InetSocketAddress.createUnresolved("local", 0),
        Map.copyOf(headers),
        query(request),
        secure(ctx));
  }

  static boolean secure(ChannelHandlerContext ctx) {
    return ctx.pipeline().get(SslHandler.class) != null;
  }

  static Map<String, String> query(HttpRequest request) {
    Map<String, String> query = new HashMap<>();
    for (Map.Entry<String, List<String>> parameter :
        new QueryStringDecoder(request.uri()).parameters().entrySet()) {
      query.put(parameter.getKey(), parameter.getValue().getFirst());
    }
    return Map.copyOf(query);
  }
}
