package io.fieldway.socketio.io;

import com.google.errorprone.annotations.Var;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A websocket that speaks raw Engine.IO frames: text as `String`, binary as `ByteBuffer`.
final class RawSocket implements WebSocket.Listener {
  static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final long PATIENCE_SECONDS = 60;

  private final BlockingQueue<Object> frames = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final StringBuilder text = new StringBuilder();
  @Var private ByteBuffer binary = ByteBuffer.allocate(0);
  @Var private @Nullable WebSocket socket;

  private RawSocket() {}

  static RawSocket open(InetSocketAddress server, String pathAndQuery) {
    RawSocket raw = new RawSocket();
    raw.socket =
        HTTP.newWebSocketBuilder()
            .buildAsync(URI.create("ws://127.0.0.1:" + server.getPort() + pathAndQuery), raw)
            .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .join();
    return raw;
  }

  RawSocket send(String frame) {
    socket().sendText(frame, true).orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    return this;
  }

  /// Sends what the server may refuse in the middle: how much of it arrives is left open.
  RawSocket sendUnlessClosed(String frame) {
    socket()
        .sendText(frame, true)
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .handle((sent, refused) -> refused == null)
        .join();
    return this;
  }

  /// Sends a part of a text message; the rest is to follow.
  RawSocket sendPart(String part) {
    socket().sendText(part, false).orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    return this;
  }

  RawSocket send(byte... frame) {
    socket()
        .sendBinary(ByteBuffer.wrap(frame), true)
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .join();
    return this;
  }

  /// The next frame, pings of the server included.
  Object next() throws InterruptedException {
    Object frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (frame == null) {
      throw new AssertionError("no frame within " + PATIENCE_SECONDS + " s");
    }
    return frame;
  }

  /// The next text frame that is not a ping; pings are answered.
  String text() throws InterruptedException {
    return (String) message();
  }

  byte[] binary() throws InterruptedException {
    return ((ByteBuffer) message()).array();
  }

  /// The close code, once the server has closed.
  int closeCode() {
    return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  boolean isClosed() {
    return closed.isDone();
  }

  /// Cuts the connection without a word.
  void abort() {
    socket().abort();
  }

  void close() {
    socket().sendClose(WebSocket.NORMAL_CLOSURE, "").join();
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      frames.add(text.toString());
      text.setLength(0);
    }
    from.request(1);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    binary = ByteBuffer.allocate(binary.capacity() + data.remaining()).put(binary.flip()).put(data);
    if (last) {
      frames.add(binary);
      binary = ByteBuffer.allocate(0);
    }
    from.request(1);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closed.complete(code);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void onError(WebSocket from, Throwable failure) {
    closed.complete(1006);
  }

  private Object message() throws InterruptedException {
    @Var Object frame = next();
    while (frame.equals("2")) {
      send("3");
      frame = next();
    }
    return frame;
  }

  private WebSocket socket() {
    WebSocket open = socket;
    if (open == null) {
      throw new IllegalStateException("not open");
    }
    return open;
  }
}
