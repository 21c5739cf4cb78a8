package io.fieldway.trials.socketio;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

/// Sessions over both transports that come before the suite's own. Its server answers a ping within
/// 200 ms or ends the session; a process that has only just started needs longer for its first
/// ones, and the suite is about the protocol.
final class Rehearsal {
  private static final int TIMES = 5;

  /// Engine.IO's packet.
  private static final String CLOSE = "1";

  private Rehearsal() {}

  /// Opens sessions on a server that is started with the suite's path and nobody else's.
  ///
  /// @param message in the transport's text, such as `40`
  static void of(InetSocketAddress address, String path, String message)
      throws IOException, InterruptedException {
    String authority = "127.0.0.1:" + address.getPort() + path + "?EIO=4&transport=";
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < TIMES; i++) {
        poll(client, "http://" + authority + "polling", message);
        push(client, "ws://" + authority + "websocket", message);
      }
    }
  }

  private static void poll(HttpClient client, String url, String message)
      throws IOException, InterruptedException {
    String opened = get(client, url);
    int from = opened.indexOf("\"sid\":\"") + 7;
    String session = url + "&sid=" + opened.substring(from, opened.indexOf('"', from));
    post(client, session, message);
    get(client, session);
    post(client, session, CLOSE);
  }

  private static void post(HttpClient client, String url, String packet)
      throws IOException, InterruptedException {
    client.send(
        HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.ofString(packet)).build(),
        BodyHandlers.ofString());
  }

  private static String get(HttpClient client, String url)
      throws IOException, InterruptedException {
    return client
        .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
        .body();
  }

  /// Waits for the handshake and the answer.
  private static void push(HttpClient client, String url, String message)
      throws InterruptedException {
    CountDownLatch texts = new CountDownLatch(2);
    CompletableFuture<WebSocket> connected =
        client
            .newWebSocketBuilder()
            .buildAsync(
                URI.create(url),
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onText(
                      WebSocket socket, CharSequence data, boolean last) {
                    texts.countDown();
                    socket.request(1);
                    return CompletableFuture.completedStage(null);
                  }
                });
    WebSocket socket = connected.join();
    socket.sendText(message, true).join();
    texts.await();
    socket.abort();
  }
}
