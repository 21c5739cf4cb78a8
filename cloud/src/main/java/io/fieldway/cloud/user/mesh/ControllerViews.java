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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What the controllers of a mesh plan and have seen.
final class ControllerViews {
  private static final String PLAN = "/plan";
  private static final String TIMELINE = "/timeline";
  private static final String ACTING = "acting";

  private final MeshViewConfig config;
  private final Questions questions;
  @Var private List<View> latest = List.of();
  @Var private long askedNanos;

  /// What one controller says.
  ///
  /// @param told its plan and its timeline; empty where it does not answer now
  /// @param problem why it does not, in words; empty where it does
  record View(InetSocketAddress address, Optional<Told> told, Optional<String> problem) {
    boolean isActing() {
      return told.filter(each -> each.plan().path("role").asString("").equals(ACTING)).isPresent();
    }
  }

  /// Two pages of one controller.
  record Told(ObjectNode plan, ObjectNode timeline) {}

  private record Asked(
      CompletableFuture<HttpResponse<String>> plan,
      CompletableFuture<HttpResponse<String>> timeline) {}

  ControllerViews(MeshViewConfig config, Questions questions) {
    this.config = config;
    this.questions = questions;
  }

  boolean isConfigured() {
    return !config.controllers().isEmpty();
  }

  /// The one whose word counts: who acts, else the first that answers.
  static Optional<View> first(List<View> views) {
    return views.stream()
        .filter(View::isActing)
        .findFirst()
        .or(() -> views.stream().filter(each -> each.told().isPresent()).findFirst());
  }

  /// What all controllers say now, in the order of the configuration. While one caller asks, others
  /// wait for its answer.
  synchronized List<View> all() {
    long now = System.nanoTime();
    if (latest.isEmpty() || now - askedNanos >= config.freshness().toNanos()) {
      Map<InetSocketAddress, Asked> asked = new LinkedHashMap<>();
      for (InetSocketAddress each : config.controllers()) {
        asked.put(
            each,
            new Asked(
                questions.ask(each, PLAN, Map.of()), questions.ask(each, TIMELINE, Map.of())));
      }
      List<View> views = new ArrayList<>();
      asked.forEach((address, both) -> views.add(view(address, both, now)));
      latest = List.copyOf(views);
      askedNanos = System.nanoTime();
    }
    return latest;
  }

  /// What is asked next is asked of the controllers, and not remembered.
  synchronized void forget() {
    latest = List.of();
  }

  private View view(InetSocketAddress address, Asked asked, long beganNanos) {
    Optional<HttpResponse<String>> plan = questions.await(asked.plan(), beganNanos);
    Optional<HttpResponse<String>> timeline = questions.await(asked.timeline(), beganNanos);
    if (plan.isEmpty() || timeline.isEmpty()) {
      return silent(address, "no controller answers at " + Questions.text(address));
    }
    Optional<ObjectNode> planned = read(plan.get(), "nodes");
    Optional<ObjectNode> seen = read(timeline.get(), "handovers");
    return planned.isPresent() && seen.isPresent()
        ? new View(address, Optional.of(new Told(planned.get(), seen.get())), Optional.empty())
        : silent(address, "what answers at " + Questions.text(address) + " is no controller");
  }

  /// The page without its lines, which are for a terminal.
  private static Optional<ObjectNode> read(HttpResponse<String> answer, String list) {
    try {
      JsonNode page = Json.parse("the controller's answer", answer.body());
      if (answer.statusCode() == Questions.OK
          && page instanceof ObjectNode object
          && object.path(list).isArray()) {
        object.remove("lines");
        return Optional.of(object);
      }
    } catch (MalformedException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static View silent(InetSocketAddress address, String why) {
    return new View(address, Optional.empty(), Optional.of(why));
  }
}
