package io.fieldway.socketio.io;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// Raw requests of long polling to one server.
record RawPolling(InetSocketAddress server, String path) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  HttpResponse<String> get(String query) throws IOException, InterruptedException {
    return RawSocket.HTTP.send(request(query).GET().build(), BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> getLater(String query) {
    return RawSocket.HTTP.sendAsync(request(query).GET().build(), BodyHandlers.ofString());
  }

  HttpResponse<String> post(String query, String body) throws IOException, InterruptedException {
    return send("POST", query, body);
  }

  HttpResponse<String> send(String method, String query, String body)
      throws IOException, InterruptedException {
    return RawSocket.HTTP.send(
        request(query).method(method, BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  HttpRequest.Builder request(String query) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getPort() + path + query))
        .timeout(PATIENCE);
  }

  /// Opens a session and says its `&sid=…` query.
  String open() throws IOException, InterruptedException {
    String body = get("?EIO=4&transport=polling").body();
    return "?EIO=4&transport=polling&sid=" + sid(body);
  }

  static String sid(String openPacket) {
    int from = openPacket.indexOf("\"sid\":\"") + 7;
    return openPacket.substring(from, openPacket.indexOf('"', from));
  }
}
