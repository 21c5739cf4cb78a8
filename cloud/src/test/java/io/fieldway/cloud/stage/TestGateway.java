package io.fieldway.cloud.stage;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.AuthAccepted;
import io.fieldway.wire.channel.AuthChallenge;
import io.fieldway.wire.channel.AuthProof;
import io.fieldway.wire.channel.AuthRequest;
import io.fieldway.wire.channel.BlobChunk;
import io.fieldway.wire.channel.BlobMessage;
import io.fieldway.wire.channel.Digests;
import io.fieldway.wire.channel.Events;
import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.json.JSONException;
import org.json.JSONObject;
import tools.jackson.databind.JsonNode;

/// A gateway as the platform sees it: the official Socket.IO client, hand on the wire.
public final class TestGateway implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 180;

  private final Socket socket;
  private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
  private final Map<String, BlockingQueue<JsonNode>> heard = new ConcurrentHashMap<>();

  private TestGateway(Socket socket) {
    this.socket = socket;
  }

  /// Connects over a websocket and waits until it stands.
  public static TestGateway connect(URI platform) throws Exception {
    IO.Options options = new IO.Options();
    options.forceNew = true;
    options.reconnection = false;
    options.transports = new String[] {"websocket"};
    TestGateway gateway = new TestGateway(IO.socket(platform.resolve(Events.NAMESPACE), options));
    CompletableFuture<Boolean> connected = new CompletableFuture<>();
    gateway.socket.on(Socket.EVENT_CONNECT, _ -> connected.complete(true));
    gateway.socket.on(
        Socket.EVENT_CONNECT_ERROR,
        args ->
            connected.completeExceptionally(new IllegalStateException(String.valueOf(args[0]))));
    gateway.socket.on(Socket.EVENT_DISCONNECT, args -> gateway.ends.add(String.valueOf(args[0])));
    gateway.socket.connect();
    connected.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return gateway;
  }

  /// Both steps of authentication.
  public AuthAccepted authenticate(String id, Bytes key) throws Exception {
    return AuthAccepted.read(prove(id, key, nonce(id)));
  }

  /// The first step.
  public String nonce(String id) throws Exception {
    return AuthChallenge.read(ask(Events.AUTH, new AuthRequest(id).json())).nonce();
  }

  /// The second step.
  public JsonNode prove(String id, Bytes key, String nonce) throws Exception {
    Bytes digest = Digests.ofGateway(key, nonce, id, socket.id());
    return ask(Events.AUTH, new AuthProof(id, Digests.HMAC_SHA_256, digest).json());
  }

  /// Sends an event and waits for the answer.
  public JsonNode ask(String event, JsonNode body) throws Exception {
    return send(event, body).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /// Says something of a blob and waits for the answer; a chunk's bytes go as an attachment.
  public JsonNode say(String event, BlobMessage message) throws Exception {
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    JSONObject body =
        new JSONObject(
            Json.write(message instanceof BlobChunk chunk ? chunk.head() : message.json()));
    if (message instanceof BlobChunk chunk) {
      body.put(BlobChunk.DATA, chunk.data().toArray());
    }
    socket.emit(
        event,
        new Object[] {body},
        args -> answer.complete(Json.parse("answer", String.valueOf(args[0]))));
    return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /// Sends an event; the answer may come or not.
  public CompletableFuture<JsonNode> send(String event, JsonNode body) throws JSONException {
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    socket.emit(
        event,
        new Object[] {new JSONObject(Json.write(body))},
        args -> answer.complete(Json.parse("answer", String.valueOf(args[0]))));
    return answer;
  }

  /// Answers an event of the platform and keeps what came.
  public void on(String event, Function<JsonNode, JsonNode> answer) {
    socket.on(
        event,
        args -> {
          JsonNode body = Json.parse(event, String.valueOf(args[0]));
          kept(event).add(body);
          try {
            ((Ack) args[args.length - 1]).call(new JSONObject(Json.write(answer.apply(body))));
          } catch (JSONException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /// Keeps what comes of an event that wants no answer.
  public void hear(String event) {
    socket.on(event, args -> kept(event).add(Json.parse(event, String.valueOf(args[0]))));
  }

  /// The next event of that name.
  public JsonNode next(String event) throws InterruptedException {
    JsonNode body = kept(event).poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (body == null) {
      throw new AssertionError("no " + event + " came");
    }
    return body;
  }

  /// Waits for the socket's end and gives the reason.
  public String end() throws InterruptedException {
    String reason = ends.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (reason == null) {
      throw new AssertionError("the socket stays open");
    }
    return reason;
  }

  /// The id that the platform gave this socket.
  public String socketId() {
    return socket.id();
  }

  public boolean connected() {
    return socket.connected();
  }

  @Override
  public void close() {
    socket.close();
  }

  private BlockingQueue<JsonNode> kept(String event) {
    return heard.computeIfAbsent(event, _ -> new LinkedBlockingQueue<>());
  }
}
