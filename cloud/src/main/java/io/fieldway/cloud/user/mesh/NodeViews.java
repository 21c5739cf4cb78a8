package io.fieldway.cloud.user.mesh;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Asks the nodes of a mesh over HTTP, in bounded time and size.
final class NodeViews implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeViews.class);
  private static final int OK = 200;

  /// What `/mesh` consists of.
  private static final List<String> LISTS = List.of("nodes", "edges", "links");

  private static final int LONGEST_REFUSAL = 500;

  private final MeshViewConfig config;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http;

  /// The name that answered at an address the last time.
  private final Map<InetSocketAddress, String> names = new ConcurrentHashMap<>();

  @Var private List<View> latest = List.of();
  @Var private long askedNanos;

  /// What one node says of the mesh.
  ///
  /// @param node its name; empty where it has never answered
  /// @param told its `/mesh`; empty where it does not answer now
  /// @param problem why it does not, in words; empty where it does
  record View(
      InetSocketAddress address, String node, Optional<JsonNode> told, Optional<String> problem) {}

  /// A node has understood the question and does not answer it; the message is its own.
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedException(String message) {
      super(message);
    }
  }

  /// No node has answered; the message is for a person.
  static final class SilenceException extends Exception {
    private static final long serialVersionUID = 1;

    SilenceException(String message) {
      super(message);
    }
  }

  NodeViews(MeshViewConfig config) {
    this.config = config;
    this.http = HttpClient.newBuilder().connectTimeout(config.patience()).executor(threads).build();
  }

  boolean isConfigured() {
    return !config.nodes().isEmpty();
  }

  /// What all nodes say now, in the order of the configuration. While one caller asks, others wait
  /// for its answer.
  synchronized List<View> all() {
    long now = System.nanoTime();
    if (latest.isEmpty() || now - askedNanos >= config.freshness().toNanos()) {
      Map<InetSocketAddress, CompletableFuture<HttpResponse<String>>> asked = new LinkedHashMap<>();
      config.nodes().forEach(address -> asked.put(address, ask(address, "/mesh", Map.of())));
      List<View> views = new ArrayList<>();
      asked.forEach((address, answer) -> views.add(view(address, await(answer, now))));
      latest = List.copyOf(views);
      askedNanos = System.nanoTime();
    }
    return latest;
  }

  /// What is asked next is asked of the nodes, and not remembered.
  synchronized void forget() {
    latest = List.of();
  }

  private View view(InetSocketAddress address, Optional<HttpResponse<String>> answer) {
    if (answer.isEmpty()) {
      return silent(address, "does not answer at " + text(address));
    }
    String body = answer.get().body();
    return answer.get().statusCode() == OK ? read(address, body) : silent(address, brief(body));
  }

  private View read(InetSocketAddress address, String body) {
    try {
      JsonNode told = Json.parse("the node's answer", body);
      String name = told.path("node").asString("");
      boolean whole = LISTS.stream().allMatch(list -> told.path(list).isArray());
      if (whole && told instanceof ObjectNode object) {
        object.remove("lines"); // which are for a terminal
        names.put(address, name);
        return new View(address, name, Optional.of(told), Optional.empty());
      }
    } catch (MalformedException e) {
      LOG.debug("{} answers no JSON", address, e);
    }
    return silent(address, "what answers at " + text(address) + " is no node");
  }

  private View silent(InetSocketAddress address, String why) {
    return new View(address, names.getOrDefault(address, ""), Optional.empty(), Optional.of(why));
  }

  /// The answer of one node: the one of this name where it is known and answers, else another.
  ///
  /// @throws RefusedException where a node does not know what is asked for
  JsonNode of(String node, String path, Map<String, String> query)
      throws RefusedException, SilenceException {
    List<InetSocketAddress> order = new ArrayList<>(config.nodes());
    order.sort((one, other) -> Boolean.compare(isNamed(other, node), isNamed(one, node)));
    for (InetSocketAddress address : order) {
      Optional<JsonNode> answer = one(address, path, query);
      if (answer.isPresent()) {
        return answer.get();
      }
    }
    throw new SilenceException("No node of the mesh answers.");
  }

  /// The answer of the node of this name alone; empty where it does not answer.
  Optional<JsonNode> only(String node, String path, Map<String, String> query)
      throws RefusedException {
    for (InetSocketAddress address : config.nodes()) {
      if (isNamed(address, node)) {
        return one(address, path, query);
      }
    }
    return Optional.empty();
  }

  private boolean isNamed(InetSocketAddress address, String node) {
    return node.equals(names.get(address));
  }

  private Optional<JsonNode> one(InetSocketAddress address, String path, Map<String, String> query)
      throws RefusedException {
    Optional<HttpResponse<String>> answer = await(ask(address, path, query), System.nanoTime());
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    if (answer.get().statusCode() != OK) {
      throw new RefusedException(brief(answer.get().body()));
    }
    try {
      return Optional.of(Json.parse("the node's answer", answer.get().body()));
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  /// Waits until the answer is whole; no longer than patience lasts from the beginning on.
  private Optional<HttpResponse<String>> await(
      CompletableFuture<HttpResponse<String>> asked, long beganNanos) {
    long left = config.patience().toNanos() - (System.nanoTime() - beganNanos);
    try {
      return Optional.of(asked.get(left, TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("a node does not answer", e);
    }
    asked.cancel(true);
    return Optional.empty();
  }

  private CompletableFuture<HttpResponse<String>> ask(
      InetSocketAddress address, String path, Map<String, String> query) {
    String words =
        new TreeMap<>(query)
            .entrySet().stream()
                .map(each ->
                    each.getKey()
                        + "="
                        + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", query.isEmpty() ? "" : "?", ""));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + text(address) + path + words))
            .timeout(config.patience())
            .build();
    return http.sendAsync(
        request, BodyHandlers.limiting(BodyHandlers.ofString(), config.maximumAnswerBytes()));
  }

  private static String brief(String body) {
    String line = body.strip();
    return line.length() <= LONGEST_REFUSAL ? line : line.substring(0, LONGEST_REFUSAL) + "…";
  }

  static String text(InetSocketAddress address) {
    String host = address.getHostString();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  @Override
  public void close() {
    http.shutdownNow();
    threads.shutdownNow();
  }
}
