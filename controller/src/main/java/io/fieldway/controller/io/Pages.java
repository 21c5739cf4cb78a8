package io.fieldway.controller.io;

import io.fieldway.controller.reroute.Decision.Armed;
import io.fieldway.controller.reroute.Handover;
import io.fieldway.controller.reroute.Rerouter;
import io.fieldway.controller.table.Row;
import io.fieldway.routing.reroute.Behaviour;
import io.fieldway.routing.reroute.Match;
import io.fieldway.routing.reroute.Standing;
import io.fieldway.wire.Json;
import io.fieldway.wire.control.Adoption;
import io.fieldway.wire.control.Copy;
import io.fieldway.wire.control.CopyState;
import io.fieldway.wire.control.Load;
import io.fieldway.wire.control.Status;
import java.time.Instant;
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

  /// Topics and filters shown for each class of nodes.
  private static final int FILTERS = 20;

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

  /// The last handovers, the newest first.
  ///
  /// @param wall the time of day, at `now`
  static ObjectNode timeline(Rerouter core, long now, Instant wall) {
    ObjectNode page = head(core);
    ArrayNode handovers = page.putArray("handovers");
    List<String> lines = new ArrayList<>();
    for (Handover each : core.handovers()) {
      handovers.add(handover(each, now, wall));
      lines.add(line(each, wall.minusMillis(now - each.at())));
    }
    page.put("forgotten", core.handoversForgotten());
    page.set("lines", array(lines.isEmpty() ? List.of("no node was handed over") : lines));
    return page;
  }

  private static ObjectNode handover(Handover each, long now, Instant wall) {
    ObjectNode body =
        Json.object()
            .put("node", each.node())
            .put("is", each.kind().word())
            .put("substitute", each.substitute())
            .put("why", each.why())
            .put("at", wall.minusMillis(now - each.at()).toString());
    if (each.carriedAt().isPresent()) {
      body.put("carriedAfterMillis", each.carriedAt().getAsLong() - each.at())
          .put("sessions", each.sessions());
    }
    each.returnedAt()
        .ifPresent(at -> body.put("returnedAt", wall.minusMillis(now - at).toString()));
    return body;
  }

  private static String line(Handover each, Instant at) {
    String began =
        switch (each.kind()) {
          case DIED -> "died (" + each.why() + ")";
          case DRAINED -> "was told to hand over";
          case FOUND -> "was found carried on";
        };
    String carried =
        each.carriedAt().isPresent()
            ? "%s carries it on after %.1f s, %d sessions"
                .formatted(
                    each.substitute(),
                    (each.carriedAt().getAsLong() - each.at()) / 1000.0,
                    each.sessions())
            : each.substitute() + " is to carry it on";
    String back =
        each.returnedAt().isPresent()
            ? "; itself again after %.1f s"
                .formatted((each.returnedAt().getAsLong() - each.at()) / 1000.0)
            : "";
    return "%s  %s %s; %s%s".formatted(at, each.node(), began, carried, back);
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
    ArrayNode classes = page.putArray("classes");
    core.classes().forEach(names -> classes.add(equivalence(core, names)));
    page.set("lines", array(lines));
    return page;
  }

  /// Nodes that do the same, and what that is.
  private static ObjectNode equivalence(Rerouter core, List<String> names) {
    ObjectNode body = Json.object();
    body.set("nodes", array(names));
    Behaviour behaviour =
        core.table().row(names.getFirst()).map(Row::behaviour).orElse(Behaviour.NONE);
    filters(body, "publishes", behaviour.publishes().texts());
    filters(body, "subscribes", behaviour.subscribes().texts());
    return body;
  }

  private static void filters(ObjectNode body, String word, List<String> all) {
    ObjectNode filters = body.putObject(word).put("total", all.size());
    filters.set("filters", array(all.stream().limit(FILTERS).toList()));
  }

  private static ObjectNode standing(Rerouter core, Row row, long now) {
    ObjectNode node =
        Json.object().put("node", row.name()).put("life", core.life(row.name(), now).word());
    Optional<Adoption> carried =
        core.carrier(row.name(), now).flatMap(each -> each.adoptionOf(row.name()));
    core.carrier(row.name(), now).ifPresent(each -> node.put("carriedBy", each.name()));
    carried.ifPresent(each -> node.put("carriedForMillis", each.since().toMillis()));
    node.put(
        "sessions",
        carried
            .map(Adoption::sessions)
            .orElseGet(() -> row.status().map(Status::load).orElse(Load.NONE).sessions()));
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
      standing
          .substitute()
          .filter(match ->
              core.ledger()
                  .armed(row.name())
                  .filter(each -> each.substitute().equals(match.substitute()))
                  .isPresent())
          .ifPresent(match ->
              node.put("likeness", match.likeness().kind().word())
                  .put("overlap", match.likeness().overlap()));
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
