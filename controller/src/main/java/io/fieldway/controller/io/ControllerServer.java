package io.fieldway.controller.io;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fieldway.controller.reroute.Decision;
import io.fieldway.controller.reroute.Rerouter;
import io.fieldway.wire.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// Health, metrics, the table and the plan over HTTP, and the one thing that can be asked for: to
/// drain a node. Requests are answered on virtual threads, which ask the controller's thread and
/// wait for it no longer than a bound.
public final class ControllerServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControllerServer.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int BACKLOG = 64;

  /// Requests answered at one time; further ones get 503.
  private static final int MAXIMUM_REQUESTS = 16;

  private static final String DRAIN = "/drain";
  private static final String NODE = "node=";
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String JSON = "application/json";

  private final String name;
  private final ControllerLoop loop;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore room = new Semaphore(MAXIMUM_REQUESTS);

  private record Answer(int status, String type, String body) {}

  private ControllerServer(String name, ControllerLoop loop, HttpServer server) {
    this.name = name;
    this.loop = loop;
    this.server = server;
  }

  /// Serves from now on.
  ///
  /// @throws IOException that says which address cannot be had and why
  public static ControllerServer start(InetSocketAddress address, String name, ControllerLoop loop)
      throws IOException {
    HttpServer server;
    try {
      server = HttpServer.create(address, BACKLOG);
    } catch (IOException e) {
      throw new IOException("cannot serve HTTP on " + address + ": " + e.getMessage(), e);
    }
    ControllerServer pages = new ControllerServer(name, loop, server);
    server.createContext("/", pages::handle);
    server.setExecutor(pages.threads);
    server.start();
    LOG.info("health, metrics, the table and the plan on http:/{}/", server.getAddress());
    return pages;
  }

  /// Where it serves; the port may have been free to choose.
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!room.tryAcquire()) {
        send(exchange, new Answer(503, TEXT, "too many requests at one time\n"));
        return;
      }
      try {
        send(exchange, answer(exchange));
      } finally {
        room.release();
      }
    }
  }

  private Answer answer(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    String method = exchange.getRequestMethod();
    boolean isRead = method.equals("GET") || method.equals("HEAD");
    if (path.equals(DRAIN) ? !method.equals("POST") : !isRead) {
      return new Answer(405, TEXT, path.equals(DRAIN) ? "expected POST\n" : "expected GET\n");
    }
    try {
      return path.equals(DRAIN) ? drain(exchange) : page(path);
    } catch (CompletionException e) {
      return e.getCause() instanceof IllegalStateException refusal
          ? new Answer(409, TEXT, refusal.getMessage() + "\n")
          : new Answer(503, TEXT, "the controller does not answer\n");
    }
  }

  private Answer page(String path) {
    return switch (path) {
      case "/health" -> json(this::health);
      case "/metrics" ->
          new Answer(
              200,
              PROMETHEUS,
              ask(core -> ControllerMetrics.text(core, loop, ControllerLoop.clock())));
      case "/table" -> json(core -> Pages.table(core, ControllerLoop.clock()));
      case "/plan" -> json(core -> Pages.plan(core, ControllerLoop.clock()).put("name", name));
      case "/timeline" -> json(core -> Pages.timeline(core, ControllerLoop.clock(), Instant.now()));
      default ->
          new Answer(
              404, TEXT, "expected /health, /metrics, /table, /plan, /timeline or POST /drain\n");
    };
  }

  /// A browser says where a page comes from that asks for something to be changed; none of ours
  /// does.
  private Answer drain(HttpExchange exchange) {
    if (exchange.getRequestHeaders().containsKey("Origin")) {
      return new Answer(403, TEXT, "a web page cannot drain a node\n");
    }
    String query = Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), "");
    if (!query.startsWith(NODE) || query.length() == NODE.length()) {
      return new Answer(400, TEXT, "expected /drain?node=NAME\n");
    }
    String node = URLDecoder.decode(query.substring(NODE.length()), StandardCharsets.UTF_8);
    Decision made = await(loop.decide(core -> core.drain(node, ControllerLoop.clock())));
    ObjectNode body = Json.object();
    body.set("decided", made.json());
    body.putArray("lines").add(node + " is told to hand over to its substitute");
    return new Answer(200, JSON, Json.write(body) + "\n");
  }

  private ObjectNode health(Rerouter core) {
    return Json.object()
        .put("status", loop.failed().isDone() ? "failed" : "up")
        .put("name", name)
        .put("role", core.role())
        .put("term", core.term())
        .put("nodes", core.table().rows().size())
        .put("connections", loop.connections());
  }

  private Answer json(Function<Rerouter, ObjectNode> page) {
    return new Answer(200, JSON, Json.write(ask(page)) + "\n");
  }

  private <T> T ask(Function<Rerouter, T> question) {
    return await(loop.call(question));
  }

  private static <T> T await(CompletableFuture<T> answer) {
    return answer.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(answer.status(), head ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
