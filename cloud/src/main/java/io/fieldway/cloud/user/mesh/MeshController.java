package io.fieldway.cloud.user.mesh;

import io.fieldway.cloud.user.mesh.MeshSwitches.Positions;
import io.fieldway.cloud.user.mesh.MeshSwitches.Wire;
import io.fieldway.wire.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The mesh for the page: what its nodes tell, and switches where there are any.
@RestController
@RequestMapping("/api/mesh")
final class MeshController {
  private static final Logger LOG = LoggerFactory.getLogger(MeshController.class);
  private static final String SESSIONS_SHOWN = "50";

  private final NodeViews nodes;
  private final ControllerViews controllers;
  private final Optional<MeshSwitches> switches;

  MeshController(NodeViews nodes, ControllerViews controllers, Optional<MeshSwitches> switches) {
    this.nodes = nodes;
    this.controllers = controllers;
    this.switches = switches;
  }

  /// What every node that is asked says of the mesh, and how the switches stand.
  @GetMapping
  JsonNode mesh() {
    ObjectNode body = Json.object().put("configured", nodes.isConfigured());
    ArrayNode views = body.putArray("views");
    for (NodeViews.View view : nodes.all()) {
      ObjectNode each =
          views.addObject().put("address", Questions.text(view.address())).put("node", view.node());
      view.told().ifPresent(told -> each.set("told", told));
      view.problem().ifPresent(problem -> each.put("problem", problem));
    }
    switches.ifPresent(each -> body.set("switches", json(each.positions())));
    return body;
  }

  private static ObjectNode json(Positions positions) {
    ObjectNode body = Json.object();
    ArrayNode wires = body.putArray("wires");
    for (Wire wire : positions.wires()) {
      wires.addObject().put("a", wire.a()).put("b", wire.b()).put("cut", wire.cut());
    }
    positions.stopped().forEach(body.putArray("stopped")::add);
    positions.killed().forEach(body.putArray("killed")::add);
    positions.starting().forEach(body.putArray("starting")::add);
    positions.notes().forEach(body.putObject("notes")::put);
    return body;
  }

  /// Who stands in for whom, and what became of those that died, as the acting controller says.
  @GetMapping("/controller")
  JsonNode controller() {
    ObjectNode body = Json.object().put("configured", controllers.isConfigured());
    List<ControllerViews.View> views = controllers.all();
    ArrayNode all = body.putArray("controllers");
    for (ControllerViews.View view : views) {
      ObjectNode each = all.addObject().put("address", Questions.text(view.address()));
      view.told()
          .ifPresent(told ->
              each.put("name", told.plan().path("name").asString(""))
                  .put("role", told.plan().path("role").asString("")));
      view.problem().ifPresent(problem -> each.put("problem", problem));
    }
    Optional<ControllerViews.View> first = ControllerViews.first(views);
    first
        .flatMap(ControllerViews.View::told)
        .ifPresent(told -> {
          body.set("plan", told.plan());
          body.set("timeline", told.timeline());
        });
    return body;
  }

  /// The ways of a message that is published at a node.
  @GetMapping("/trace")
  JsonNode trace(@RequestParam String from, @RequestParam String topic) {
    return told(from, "/trace", Map.of("from", from, "topic", topic));
  }

  /// What would change if a node died, or a link were cut.
  @GetMapping("/what-if")
  JsonNode whatIf(
      @RequestParam(required = false) @Nullable String kill,
      @RequestParam(required = false) @Nullable String cut) {
    if ((kill == null) == (cut == null)) {
      throw new ResponseStatusException(
          HttpStatus.BAD_REQUEST, "expected either kill=NODE or cut=NODE,NODE");
    }
    return told(
        "",
        "/mesh/what-if",
        kill != null ? Map.of("kill", kill) : Map.of("cut", String.valueOf(cut)));
  }

  /// What a node is interested in, and its sessions where it answers itself.
  @GetMapping("/nodes/{node}")
  JsonNode node(@PathVariable String node) {
    ObjectNode body = Json.object().put("node", node);
    body.set("interest", told(node, "/mesh/interest", Map.of("node", node)));
    try {
      nodes
          .only(node, "/sessions", Map.of("limit", SESSIONS_SHOWN))
          .ifPresent(sessions -> body.set("sessions", sessions));
    } catch (NodeViews.RefusedException e) {
      throw new ResponseStatusException(HttpStatus.BAD_GATEWAY, e.getMessage(), e);
    }
    return body;
  }

  private JsonNode told(String node, String path, Map<String, String> query) {
    if (!nodes.isConfigured()) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND, "No mesh is configured.");
    }
    try {
      return nodes.of(node, path, query);
    } catch (NodeViews.RefusedException e) {
      throw new ResponseStatusException(HttpStatus.BAD_REQUEST, e.getMessage(), e);
    } catch (NodeViews.SilenceException e) {
      throw new ResponseStatusException(HttpStatus.BAD_GATEWAY, e.getMessage(), e);
    }
  }

  /// Cuts a link.
  @PostMapping("/links/{a}/{b}/cut")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void cut(@PathVariable String a, @PathVariable String b) {
    turn("cut the link " + a + "-" + b, each -> each.cut(a, b));
  }

  /// Lets a link be again.
  @PostMapping("/links/{a}/{b}/mend")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void mend(@PathVariable String a, @PathVariable String b) {
    turn("mended the link " + a + "-" + b, each -> each.mend(a, b));
  }

  /// Kills a node, as `kill -9` would.
  @PostMapping("/nodes/{node}/kill")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void kill(@PathVariable String node) {
    turn("killed node " + node, each -> each.kill(node));
  }

  /// Stops a node.
  @PostMapping("/nodes/{node}/stop")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void stop(@PathVariable String node) {
    turn("stopped node " + node, each -> each.stop(node));
  }

  /// Starts a node again.
  @PostMapping("/nodes/{node}/start")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void start(@PathVariable String node) {
    turn("started node " + node, each -> each.start(node));
  }

  private interface Turn {
    void on(MeshSwitches switches) throws IOException;
  }

  private void turn(String what, Turn turn) {
    MeshSwitches found =
        switches.orElseThrow(() ->
            new ResponseStatusException(
                HttpStatus.NOT_FOUND, "Nodes and links can be switched in the demo alone."));
    try {
      turn.on(found);
      nodes.forget();
      controllers.forget();
      LOG.info("Somebody {}", what);
    } catch (IllegalArgumentException e) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND, e.getMessage(), e);
    } catch (IOException e) {
      throw new ResponseStatusException(HttpStatus.CONFLICT, e.getMessage(), e);
    }
  }
}
