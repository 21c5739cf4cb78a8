package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.mesh.Guide;
import io.fieldway.node.mesh.LinkView;
import io.fieldway.node.mesh.Mesh;
import io.fieldway.node.mesh.Stay;
import io.fieldway.node.mesh.Step;
import io.fieldway.node.network.NodeView;
import io.fieldway.routing.graph.Link;
import io.fieldway.routing.tbrg.RouteEntry;
import io.fieldway.routing.tbrg.RoutingTable;
import io.fieldway.wire.Json;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a node tells of its mesh over HTTP: each page as values, and as the lines that people read.
/// Called on the event loop.
final class MeshPages {
  private static final String PAGES =
      "expected /mesh, /mesh/interest, /mesh/passages, /mesh/what-if, /routes or /trace";

  /// Filters of one node; how many there are beside these is told as a number.
  private static final int INTEREST_SHOWN = 200;

  private final Mesh mesh;
  private final BrokerLoop loop;

  MeshPages(Mesh mesh, BrokerLoop loop) {
    this.mesh = mesh;
    this.loop = loop;
  }

  MeshMetrics metrics() {
    return new MeshMetrics(
        mesh.counts(),
        mesh.network().counts(),
        loop.linkCounts(),
        loop.company().copyCounts(),
        loop.company().controlCounts());
  }

  static boolean has(String path) {
    return path.equals("/mesh")
        || path.equals("/mesh/interest")
        || path.equals("/mesh/passages")
        || path.equals("/mesh/what-if")
        || path.equals("/routes")
        || path.equals("/trace");
  }

  /// The page at a path.
  ///
  /// @throws IllegalArgumentException that says what was expected of the query
  ObjectNode page(String path, Map<String, String> query) {
    return switch (path) {
      case "/mesh" -> overview();
      case "/mesh/interest" -> interest(query.getOrDefault("node", mesh.name()));
      case "/mesh/passages" -> passages(query.get("topic"));
      case "/mesh/what-if" -> whatIf(query);
      case "/routes" -> routes(query.getOrDefault("node", mesh.name()), query.get("topic"));
      case "/trace" -> trace(query.getOrDefault("from", mesh.name()), query.get("topic"));
      default -> throw new IllegalArgumentException(PAGES);
    };
  }

  private ObjectNode overview() {
    List<NodeView> nodes = mesh.network().views();
    List<LinkView> links = mesh.linkViews();
    ObjectNode body = Json.object();
    body.put("mesh", mesh.meshName());
    body.put("node", mesh.name());
    body.put("sessions", loop.broker().counts().sessions());
    body.put("clients", loop.broker().counts().connections());
    ArrayNode known = body.putArray("nodes");
    ArrayNode lines = Json.array();
    lines.add("mesh " + mesh.meshName() + " as " + mesh.name() + " knows it");
    for (NodeView node : nodes) {
      ObjectNode each = known.addObject();
      each.put("name", node.name());
      each.put("reachable", node.reachable());
      each.put("epoch", node.epoch());
      each.put("sequence", node.sequence());
      each.put("filters", node.filters());
      each.put("heardAt", node.heardAt());
      ObjectNode costs = each.putObject("links");
      node.links().forEach(costs::put);
      long weight = mesh.network().paths().weight(node.name()).orElse(-1);
      each.put("weight", weight);
      lines.add(
          "  %-16s %-12s %d filters, links to %s"
              .formatted(
                  node.name(),
                  node.reachable() ? "at " + weight : "unreachable",
                  node.filters(),
                  costs(node.links())));
    }
    ArrayNode edges = body.putArray("edges");
    for (Link link : mesh.network().topology().links()) {
      edges.addObject().put("a", link.a()).put("b", link.b()).put("cost", link.cost());
    }
    body.set("links", JsonTree.of(links));
    body.set("counts", JsonTree.of(mesh.counts()));
    for (LinkView link : links) {
      lines.add(
          "  link to %-8s round trip %s, %d under way, %d wait"
              .formatted(
                  link.peer(),
                  link.roundTripMicros() < 0
                      ? "unknown"
                      : "%.1f ms".formatted(link.roundTripMicros() / 1000.0),
                  link.inflight(),
                  link.unsent()));
    }
    for (LinkRefusals.Refusal refusal : loop.linkTraffic().refusals.latest()) {
      lines.add(
          "  no link with %s (%d times, last %s): %s"
              .formatted(
                  refusal.with(),
                  refusal.times(),
                  Instant.ofEpochMilli(refusal.at()),
                  refusal.why()));
    }
    body.set("refusals", JsonTree.of(loop.linkTraffic().refusals.latest()));
    body.set("lines", lines);
    return body;
  }

  private static String costs(Map<String, Integer> links) {
    return links.isEmpty()
        ? "nobody"
        : links.entrySet().stream()
            .map(link -> link.getKey() + " (" + link.getValue() + ")")
            .collect(Collectors.joining(" "));
  }

  private ObjectNode interest(String node) {
    List<String> filters = mesh.guide().interest(node);
    List<String> shown = filters.subList(0, Math.min(filters.size(), INTEREST_SHOWN));
    ObjectNode body = Json.object();
    body.put("node", node);
    body.put("total", filters.size());
    shown.forEach(body.putArray("filters")::add);
    shown.forEach(body.putArray("lines")::add);
    return body;
  }

  private ObjectNode routes(String node, @Nullable String topic) {
    RoutingTable table = mesh.guide().routes(node);
    List<RouteEntry> shown = topic == null ? table.entries() : table.entries(topic);
    ObjectNode body = Json.object();
    body.put("node", node);
    ArrayNode entries = body.putArray("routes");
    ArrayNode lines = Json.array();
    for (RouteEntry entry : shown) {
      ObjectNode each = entries.addObject();
      each.put("filter", entry.filter());
      each.put("consumer", entry.consumer());
      each.put("weight", entry.weight());
      entry.queue().forEach(each.putArray("queue")::add);
      lines.add(entry.line());
    }
    table.unreachable().forEach(consumer -> lines.add("no way leads to " + consumer));
    table.unreachable().forEach(body.putArray("unreachable")::add);
    body.set("lines", lines);
    return body;
  }

  private ObjectNode trace(String from, @Nullable String topic) {
    if (topic == null) {
      throw new IllegalArgumentException("expected a topic");
    }
    List<Guide.Way> ways = mesh.guide().trace(topic, from);
    ObjectNode body = Json.object();
    body.put("from", from);
    body.put("topic", topic);
    ArrayNode all = body.putArray("ways");
    ArrayNode lines = Json.array();
    for (Guide.Way way : ways) {
      ObjectNode each = all.addObject();
      each.put("consumer", way.consumer());
      each.put("weight", way.weight());
      way.path().forEach(each.putArray("path")::add);
      way.filters().forEach(each.putArray("filters")::add);
      lines.add(way.line());
    }
    if (ways.isEmpty()) {
      lines.add("nobody has subscribed to " + topic);
    }
    body.set("lines", lines);
    return body;
  }

  private ObjectNode passages(@Nullable String topic) {
    if (topic == null) {
      throw new IllegalArgumentException("expected a topic");
    }
    List<Step> steps = mesh.trail().steps(topic);
    List<Stay> stays = mesh.stays(topic);
    ObjectNode body = Json.object();
    body.put("node", mesh.name());
    body.put("topic", topic);
    body.put("oneIn", mesh.trail().oneIn());
    body.set("steps", JsonTree.of(steps));
    body.set("stays", JsonTree.of(stays));
    ArrayNode lines = body.putArray("lines");
    for (Step step : steps) {
      lines.add(
          "%s %s to %s, %s: %s%s%s"
              .formatted(
                  Instant.ofEpochMilli(step.at()),
                  step.origin(),
                  step.destination(),
                  step.sequence() == 0 ? "at QoS 0" : "number " + step.sequence(),
                  step.fate().name().toLowerCase(Locale.ROOT),
                  step.to().isEmpty() ? "" : " to " + step.to(),
                  step.why().isEmpty() ? "" : ", " + step.why()));
    }
    for (Stay stay : stays) {
      lines.add("%d for %s: %s".formatted(stay.messages(), stay.destination(), stay.why()));
    }
    return body;
  }

  private ObjectNode whatIf(Map<String, String> query) {
    String killed = query.get("kill");
    String cut = query.get("cut");
    if ((killed == null) == (cut == null)) {
      throw new IllegalArgumentException("expected either kill=NODE or cut=NODE,NODE");
    }
    List<Guide.Change> changes;
    if (killed != null) {
      changes = mesh.guide().killed(killed);
    } else {
      String[] ends = String.valueOf(cut).split(",", -1);
      if (ends.length != 2) {
        throw new IllegalArgumentException("expected two nodes, as in cut=4,6, got " + cut);
      }
      changes = mesh.guide().cut(ends[0], ends[1]);
    }
    ObjectNode body = Json.object();
    ArrayNode all = body.putArray("changes");
    ArrayNode lines = Json.array();
    @Var int lost = 0;
    for (Guide.Change change : changes) {
      ObjectNode each = all.addObject();
      each.put("from", change.from());
      each.put("to", change.to());
      change.before().forEach(each.putArray("before")::add);
      change.after().forEach(each.putArray("after")::add);
      lines.add(change.line());
      lost += change.after().isEmpty() ? 1 : 0;
    }
    lines.add(changes.size() + " ways would change, " + lost + " of them be lost");
    body.set("lines", lines);
    return body;
  }
}
