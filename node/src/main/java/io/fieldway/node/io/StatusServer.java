package io.fieldway.node.io;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fieldway.node.access.FileAccess;
import io.fieldway.node.broker.Broker;
import io.fieldway.node.journal.FileJournal;
import io.fieldway.node.mesh.Mesh;
import io.fieldway.wire.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// Health, metrics and views of the broker over HTTP. Requests are answered on virtual threads,
/// which ask the event loop and wait for it no longer than a bound.
public final class StatusServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StatusServer.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int BACKLOG = 64;

  /// Requests answered at one time; further ones get 503.
  private static final int MAXIMUM_REQUESTS = 16;

  private static final int PAGE = 100;
  private static final int LARGEST_PAGE = 1_000;
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String JSON = "application/json";

  private final String name;
  private final BrokerLoop loop;
  private final List<Listener> listeners;
  private final FileAccess access;
  private final FileJournal journal;
  private final Optional<MeshPages> mesh;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore room = new Semaphore(MAXIMUM_REQUESTS);
  private final long startedNanos = System.nanoTime();

  private record Answer(int status, String type, String body) {}

  private StatusServer(
      String name,
      BrokerLoop loop,
      List<Listener> listeners,
      FileAccess access,
      FileJournal journal,
      Optional<MeshPages> mesh,
      HttpServer server) {
    this.name = name;
    this.loop = loop;
    this.listeners = List.copyOf(listeners);
    this.access = access;
    this.journal = journal;
    this.mesh = mesh;
    this.server = server;
  }

  /// Serves from now on.
  ///
  /// @throws IOException that says which address cannot be had and why
  public static StatusServer start(
      InetSocketAddress address,
      String name,
      BrokerLoop loop,
      List<Listener> listeners,
      FileAccess access,
      FileJournal journal,
      Optional<Mesh> mesh)
      throws IOException {
    HttpServer server;
    try {
      server = HttpServer.create(address, BACKLOG);
    } catch (IOException e) {
      throw new IOException("cannot serve HTTP on " + address + ": " + e.getMessage(), e);
    }
    StatusServer status =
        new StatusServer(
            name,
            loop,
            listeners,
            access,
            journal,
            mesh.map(joined -> new MeshPages(joined, loop)),
            server);
    server.createContext("/", status::handle);
    server.setExecutor(status.threads);
    server.start();
    LOG.info("health, metrics and views on http:/{}/", server.getAddress());
    return status;
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
    boolean asks =
        exchange.getRequestMethod().equals("GET") || exchange.getRequestMethod().equals("HEAD");
    if (!asks) {
      return new Answer(405, TEXT, "expected GET\n");
    }
    String query = Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), "");
    String path = exchange.getRequestURI().getPath();
    try {
      if (MeshPages.has(path)) {
        return mesh(path, exchange.getRequestURI().getRawQuery());
      }
      return switch (path) {
        case "/health" -> health();
        case "/metrics" ->
            new Answer(
                200,
                PROMETHEUS,
                Metrics.text(view(), access.counts(), journal.counts(), meshMetrics()));
        case "/attach" ->
            new Answer(
                200,
                JSON,
                Json.write(ask(broker -> AttachPage.page(loop.company().attachments()))) + "\n");
        case "/sessions" -> page("sessions", Broker::sessionViews, query);
        case "/subscriptions" -> page("subscriptions", Broker::subscriptionViews, query);
        case "/retained" -> page("retained", Broker::retainedViews, query);
        case "/kept" -> page("kept", Broker::historyViews, query);
        default ->
            new Answer(
                404,
                TEXT,
                "expected /health, /metrics, /sessions, /subscriptions, /retained, /kept, /attach,"
                    + " /mesh, /mesh/interest, /mesh/passages, /mesh/what-if, /routes or /trace\n");
      };
    } catch (NumberFormatException e) {
      return new Answer(400, TEXT, "expected a number from 0 on for offset and limit\n");
    } catch (CompletionException e) {
      return new Answer(503, TEXT, "the broker does not answer\n");
    }
  }

  private Optional<MeshMetrics> meshMetrics() {
    return mesh.isEmpty() ? Optional.empty() : Optional.of(ask(broker -> mesh.get().metrics()));
  }

  private Answer mesh(String path, @Nullable String query) {
    if (mesh.isEmpty()) {
      return new Answer(404, TEXT, "this node is alone: its configuration names no mesh\n");
    }
    try {
      ObjectNode body = ask(broker -> mesh.get().page(path, words(query)));
      return new Answer(200, JSON, Json.write(body) + "\n");
    } catch (CompletionException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        return new Answer(400, TEXT, refused.getMessage() + "\n");
      }
      throw e;
    }
  }

  private static Map<String, String> words(@Nullable String query) {
    Map<String, String> words = new HashMap<>();
    for (String each : Objects.requireNonNullElse(query, "").split("&", -1)) {
      int equals = each.indexOf('=');
      if (equals > 0) {
        words.put(
            each.substring(0, equals),
            URLDecoder.decode(each.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return words;
  }

  private LoopView view() {
    return ask(broker -> loop.view(listeners));
  }

  private <T> T ask(Function<Broker, T> question) {
    return loop.call(() -> question.apply(loop.broker()))
        .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private Answer health() {
    LoopView view = view();
    ObjectNode body = Json.object();
    body.put("status", loop.isAbandoned() ? "failed" : "up");
    body.put("name", name);
    body.put("uptimeSeconds", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startedNanos));
    body.put("clients", view.broker().connections());
    body.put("loopLagMillis", TimeUnit.NANOSECONDS.toMillis(view.lagNanos()));
    body.set("listeners", JsonTree.of(view.listeners()));
    return new Answer(loop.isAbandoned() ? 503 : 200, JSON, Json.write(body) + "\n");
  }

  private Answer page(String what, Function<Broker, List<?>> question, String query) {
    Map<String, Integer> numbers = numbers(query);
    int offset = numbers.getOrDefault("offset", 0);
    int limit = Math.min(numbers.getOrDefault("limit", PAGE), LARGEST_PAGE);
    List<?> all = ask(question);
    int from = Math.min(offset, all.size());
    List<?> shown = all.subList(from, (int) Math.min(all.size(), (long) from + limit));
    ObjectNode body = Json.object();
    body.put("total", all.size());
    body.put("offset", from);
    body.set(what, JsonTree.of(shown));
    return new Answer(200, JSON, Json.write(body) + "\n");
  }

  private static Map<String, Integer> numbers(String query) {
    Map<String, Integer> numbers = new HashMap<>();
    for (String each : query.split("&", -1)) {
      int equals = each.indexOf('=');
      if (equals > 0) {
        numbers.put(
            each.substring(0, equals), Integer.parseUnsignedInt(each.substring(equals + 1)));
      }
    }
    return numbers;
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
