package io.fieldway.gateway.uplink;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.channel.Events;
import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import org.json.JSONException;
import org.json.JSONObject;
import org.json.JSONString;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/// A connection with the official client. It has an HTTP client of its own, whose threads end with
/// it.
final class SocketIoLink implements Link {
  /// How long the farewell may take before the connection is cut.
  private static final Duration FAREWELL = Duration.ofMillis(250);

  /// Longer than a server holds a poll open.
  private static final Duration POLL = Duration.ofMinutes(1);

  private final URI platform;
  private final Ears ears;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final OkHttpClient http;
  private final Socket socket;
  private final AtomicBoolean over = new AtomicBoolean();

  /// JSON that goes as it is.
  private record JsonText(String text) implements JSONString {
    @Override
    public String toJSONString() {
      return text;
    }
  }

  SocketIoLink(
      URI platform, boolean pollingFirst, Duration connectTimeout, TlsSockets tls, Ears ears) {
    this.platform = platform;
    this.ears = ears;
    OkHttpClient.Builder client =
        new OkHttpClient.Builder()
            .dispatcher(new Dispatcher(threads))
            .socketFactory(new PromptSockets())
            .connectTimeout(connectTimeout.toMillis(), TimeUnit.MILLISECONDS)
            .readTimeout(POLL.toMillis(), TimeUnit.MILLISECONDS);
    tls.into(client);
    this.http = client.build();
    IO.Options options = new IO.Options();
    options.forceNew = true;
    options.reconnection = false;
    options.timeout = connectTimeout.toMillis();
    options.transports =
        pollingFirst
            ? new String[] {"polling", "websocket"}
            : new String[] {"websocket", "polling"};
    options.callFactory = http;
    options.webSocketFactory = http;
    this.socket = IO.socket(platform.resolve(Events.NAMESPACE), options);
  }

  @Override
  public void open() {
    socket.on(Socket.EVENT_CONNECT, args -> ears.connected(String.valueOf(socket.id())));
    socket.on(
        Socket.EVENT_CONNECT_ERROR, args -> lost("cannot connect: " + reason(args), wait(args)));
    socket.on(
        Socket.EVENT_DISCONNECT,
        args -> lost("connection lost: " + reason(args), Optional.empty()));
    listen(Events.COMMAND);
    listen(Events.COMMAND_CANCEL);
    listen(Events.MODEL);
    listen(Events.TWIN_DESIRED);
    listen(Events.SERVER_END);
    listen(Events.KEY_ROTATE);
    listen(Events.KEY_CONFIRM);
    socket.connect();
  }

  @Override
  public String peer() {
    return platform.toString();
  }

  @Override
  public void emit(String event, String body, Consumer<JsonNode> answer) {
    if (socket.connected()) {
      Ack ack = args -> answer.accept(tree(args));
      socket.emit(event, new Object[] {new JsonText(body)}, ack);
    }
  }

  @Override
  public void emit(
      String event, String body, String member, Bytes data, Consumer<JsonNode> answer) {
    if (socket.connected()) {
      Ack ack = args -> answer.accept(tree(args));
      try {
        JSONObject whole = new JSONObject(body).put(member, data.toArray());
        socket.emit(event, new Object[] {whole}, ack);
      } catch (JSONException e) {
        throw new IllegalStateException("what we write is JSON", e);
      }
    }
  }

  /// Returns at once; what still hangs is cut a moment later.
  @Override
  public void close() {
    if (over.compareAndSet(false, true)) {
      socket.off();
      socket.disconnect();
    }
    Thread.ofVirtual().name("uplink-farewell").start(this::cut);
  }

  private void cut() {
    try {
      Thread.sleep(FAREWELL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    http.dispatcher().cancelAll();
    http.connectionPool().evictAll();
    threads.shutdown();
  }

  private void listen(String event) {
    socket.on(
        event,
        args -> {
          Consumer<JsonNode> answer =
              args.length > 0 && args[args.length - 1] instanceof Ack ack
                  ? tree -> ack.call(new JsonText(Json.write(tree)))
                  : tree -> {};
          ears.event(event, tree(args), answer);
        });
  }

  private void lost(String reason, Optional<Duration> retryAfter) {
    if (over.compareAndSet(false, true)) {
      ears.lost(reason, retryAfter);
    }
  }

  /// The first argument; null where it is not JSON.
  private static JsonNode tree(Object... args) {
    if (args.length == 0) {
      return NullNode.getInstance();
    }
    try {
      return Json.parse("message", String.valueOf(args[0]));
    } catch (MalformedException e) {
      return NullNode.getInstance();
    }
  }

  private static String reason(Object... args) {
    if (args.length == 0) {
      return "no reason given";
    }
    if (args[0] instanceof JSONObject refusal) {
      return Json.brief(refusal.optString("message"));
    }
    if (args[0] instanceof Throwable failure) {
      Throwable cause = failure.getCause();
      return failure.getMessage() + (cause == null ? "" : " (" + cause.getMessage() + ")");
    }
    return String.valueOf(args[0]);
  }

  /// What a server that refuses the connection asks for.
  private static Optional<Duration> wait(Object... args) {
    if (args.length == 0 || !(args[0] instanceof JSONObject)) {
      return Optional.empty();
    }
    JsonNode millis = tree(args).path("data").path("retryAfterMillis");
    return millis.isIntegralNumber() && millis.longValue() >= 0
        ? Optional.of(Duration.ofMillis(Math.min(millis.longValue(), Integer.MAX_VALUE)))
        : Optional.empty();
  }
}
