package io.fieldway.controller.io;

import io.fieldway.controller.reroute.Decision.Armed;
import io.fieldway.controller.reroute.Rerouter;
import io.fieldway.controller.table.Row;
import io.fieldway.routing.reroute.Match;
import io.fieldway.routing.reroute.Standing;
import io.fieldway.wire.Json;
import io.fieldway.wire.control.Adoption;
import io.fieldway.wire.control.Copy;
import io.fieldway.wire.control.CopyState;
import io.fieldway.wire.control.Load;
import io.fieldway.wire.control.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the controller knows and plans, as JSON and as lines for people. Called on the controller's
/// thread.
final class Pages {
  /// Alternatives shown for each node.
  private static final int ALTERNATIVES = 5;

  private Pages() {}

  /// The seed's Table 11.
  static ObjectNode table(Rerouter core, long now) {
    ObjectNode page = head(core);
    ArrayNode nodes = page.putArray("nodes");
    List<String> lines = new ArrayList<>();
    lines.add("%-16s %-17s %9s %9s  %s".formatted("node", "life", "sessions", "messages", "links"));
    for (Row row : core.table().rows()) {
      nodes.add(row(core, row, now));
      lines.add(
          "%-16s %-17s %9d %9d  %s"
              .formatted(
                  row.name(),
                  core.life(row.name(), now).word(),
                  row.sessions(),
                  row.status().map(Status::load).orElse(Load.NONE).messages(),
                  row.status()
                      .map(status -> String.join(" ", status.links().keySet()))
                      .orElse("")));
    }
    page.set("lines", array(lines));
    return page;
  }

  private static ObjectNode row(Rerouter core, Row row, long now) {
    Load load = row.status().map(Status::load).orElse(Load.NONE);
    ObjectNode node =
        Json.object()
            .put("node", row.name())
            .put("life", core.life(row.name(), now).word())
            .put("connected", row.isConnected())
            .put("sessions", row.sessions())
            .put("messages", load.messages())
            .put("bytes", load.bytes());
    core.carrier(row.name(), now).ifPresent(carrier -> node.put("carriedBy", carrier.name()));
    ArrayNode topics = node.putArray("topics");
    row.status()
        .ifPresent(status -> {
          node.put("link", status.link()).put("http", status.http()).put("epoch", status.epoch());
          node.set("service", array(status.service()));
          node.set("links", array(List.copyOf(status.links().keySet())));
          status.behaviour().publishes().forEach(each -> topic(topics, each, 0, 1));
          status.behaviour().subscribes().forEach(each -> topic(topics, each, 1, 0));
          node.put("topicsComplete", status.behaviour().isComplete());
        });
    return node;
  }

  /// Who stands in for whom and why, and who carries whom.
  static ObjectNode plan(Rerouter core, long now) {
    ObjectNode page = head(core);
    ArrayNode nodes = page.putArray("nodes");
    List<String> lines = new ArrayList<>();
    for (Row row : core.table().rows()) {
      nodes.add(standing(core, row, now));
      lines.add(line(core, row, now));
    }
    page.set("lines", array(lines));
    return page;
  }

  private static ObjectNode standing(Rerouter core, Row row, long now) {
    ObjectNode node =
        Json.object().put("node", row.name()).put("life", core.life(row.name(), now).word());
    core.carrier(row.name(), now).ifPresent(each -> node.put("carriedBy", each.name()));
    Copy copy = row.status().map(Status::copy).orElse(Copy.NONE);
    core.ledger()
        .armed(row.name())
        .ifPresent(each ->
            node.put("substitute", each.substitute())
                .put("number", each.number())
                .put("why", each.why())
                .put("copy", copy.state().word())
                .put("copyWhy", copy.why())
                .put("lagBytes", copy.lagBytes()));
    node.put("unprotected", isUnprotected(core, row, copy, now));
    Standing standing = core.plan().get(row.name());
    if (standing != null) {
      node.put("standing", standing.why());
      ArrayNode others = node.putArray("alternatives");
      standing.substitutes().stream()
          .skip(1)
          .limit(ALTERNATIVES)
          .forEach(match -> others.add(words(match)));
    }
    return node;
  }

  /// Whether nobody could carry the node on if it died, or its carrier.
  private static boolean isUnprotected(Rerouter core, Row row, Copy copy, long now) {
    return core.carrier(row.name(), now).isPresent()
        || core.ledger().armed(row.name()).isEmpty()
        || copy.state() != CopyState.WHOLE;
  }

  private static String line(Rerouter core, Row row, long now) {
    Optional<Row> carrier = core.carrier(row.name(), now);
    if (carrier.isPresent()) {
      long sessions = carrier.get().adoptionOf(row.name()).map(Adoption::sessions).orElse(0L);
      return "%s is carried on by %s, with %d sessions; unprotected until it is back"
          .formatted(row.name(), carrier.get().name(), sessions);
    }
    Optional<Armed> armed = core.ledger().armed(row.name());
    Copy copy = row.status().map(Status::copy).orElse(Copy.NONE);
    Standing standing = core.plan().get(row.name());
    return armed
        .map(each ->
            "%s stands in for %s (%s): %s; the copy is %s"
                .formatted(
                    each.substitute(),
                    row.name(),
                    core.life(row.name(), now).word(),
                    each.why(),
                    copy.state().word()))
        .orElseGet(() ->
            "nobody stands in for %s (%s): %s"
                .formatted(
                    row.name(),
                    core.life(row.name(), now).word(),
                    standing == null ? "unprotected: there is no plan yet" : standing.why()));
  }

  private static String words(Match match) {
    return match.substitute() + " " + Rerouter.words(match.likeness());
  }

  private static ObjectNode head(Rerouter core) {
    return Json.object().put("role", core.role()).put("term", core.term());
  }

  private static void topic(ArrayNode topics, String topic, int subscribes, int publishes) {
    topics.addObject().put("topic", topic).put("subscribe", subscribes).put("publish", publishes);
  }

  private static ArrayNode array(List<String> lines) {
    ArrayNode all = Json.array();
    lines.forEach(all::add);
    return all;
  }
}
