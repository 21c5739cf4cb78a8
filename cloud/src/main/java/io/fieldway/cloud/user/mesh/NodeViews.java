package io.fieldway.cloud.user.mesh;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What the nodes of a mesh tell.
final class NodeViews {
  private static final Logger LOG = LoggerFactory.getLogger(NodeViews.class);

  /// What `/mesh` consists of.
  private static final List<String> LISTS = List.of("nodes", "edges", "links");

  private final MeshViewConfig config;
  private final Questions questions;

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

  NodeViews(MeshViewConfig config, Questions questions) {
    this.config = config;
    this.questions = questions;
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
      config
          .nodes()
          .forEach(address -> asked.put(address, questions.ask(address, "/mesh", Map.of())));
      List<View> views = new ArrayList<>();
      asked.forEach((address, answer) -> views.add(view(address, questions.await(answer, now))));
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
      return silent(address, "does not answer at " + Questions.text(address));
    }
    String body = answer.get().body();
    return answer.get().statusCode() == Questions.OK
        ? read(address, body)
        : silent(address, Questions.brief(body));
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
    return silent(address, "what answers at " + Questions.text(address) + " is no node");
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
    Optional<HttpResponse<String>> answer =
        questions.await(questions.ask(address, path, query), System.nanoTime());
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    if (answer.get().statusCode() != Questions.OK) {
      throw new RefusedException(Questions.brief(answer.get().body()));
    }
    try {
      return Optional.of(Json.parse("the node's answer", answer.get().body()));
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }
}
