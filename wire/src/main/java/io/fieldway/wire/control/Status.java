package io.fieldway.wire.control;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a node says to every controller, on the topic [ControlWords#STATUS]: every half second, and
/// at once when something in it has changed.
///
/// @param epoch raised at every start of the node
/// @param link the address of its first link listener, `host:port`; empty where it only dials
/// @param service the addresses of its listeners for clients, such as `mqtt://127.0.0.1:1883`
/// @param http the address of its status server; empty where it has none
/// @param granted the controller that it obeys
/// @param links its living links: neighbour and cost
/// @param reachable the nodes that it has a route to, itself not among them
/// @param holds copies that it keeps of others' journals
/// @param adopts dead nodes that it carries on, or was told to
/// @param carried names that this process serves besides its own
/// @param isFenced whether it serves nobody because it may have been substituted
/// @param isDrained whether it has handed its sessions over
/// @param refusals orders not obeyed, the last of them last
/// @param clock when the node has sent this, by a clock of its own that never goes back, in
///   milliseconds; zero where it does not say
public record Status(
    String node,
    long epoch,
    String link,
    List<String> service,
    String http,
    Optional<Grant> granted,
    Map<String, Long> links,
    List<String> reachable,
    Load load,
    Behaviour behaviour,
    Copy copy,
    List<Hold> holds,
    List<Adoption> adopts,
    List<String> carried,
    boolean isFenced,
    boolean isDrained,
    List<RefusedOrder> refusals,
    long clock) {
  /// Longest status in characters; a longer one is malformed.
  public static final int MAX_LENGTH = 4 * 1_024 * 1_024;

  /// Most service addresses of one node.
  public static final int MAX_SERVICES = 16;

  /// Most nodes in [#links] and in [#reachable].
  public static final int MAX_NODES = 1_000;

  /// Most nodes that one holds copies of, and that one carries on.
  public static final int MAX_COPIES = 64;

  /// Most refusals; older ones leave.
  public static final int MAX_REFUSALS = 8;

  public Status(
      String node,
      long epoch,
      String link,
      List<String> service,
      String http,
      Optional<Grant> granted,
      Map<String, Long> links,
      List<String> reachable,
      Load load,
      Behaviour behaviour,
      Copy copy,
      List<Hold> holds,
      List<Adoption> adopts,
      List<String> carried,
      boolean isFenced,
      boolean isDrained,
      List<RefusedOrder> refusals,
      long clock) {
    this.node = node;
    this.epoch = epoch;
    this.link = link;
    this.service = List.copyOf(service);
    this.http = http;
    this.granted = granted;
    this.links = Collections.unmodifiableMap(new LinkedHashMap<>(links));
    this.reachable = List.copyOf(reachable);
    this.load = load;
    this.behaviour = behaviour;
    this.copy = copy;
    this.holds = List.copyOf(holds);
    this.adopts = List.copyOf(adopts);
    this.carried = List.copyOf(carried);
    this.isFenced = isFenced;
    this.isDrained = isDrained;
    this.refusals = List.copyOf(refusals);
    this.clock = clock;
  }

  /// A status without a time.
  public Status(
      String node,
      long epoch,
      String link,
      List<String> service,
      String http,
      Optional<Grant> granted,
      Map<String, Long> links,
      List<String> reachable,
      Load load,
      Behaviour behaviour,
      Copy copy,
      List<Hold> holds,
      List<Adoption> adopts,
      List<String> carried,
      boolean isFenced,
      boolean isDrained,
      List<RefusedOrder> refusals) {
    this(
        node, epoch, link, service, http, granted, links, reachable, load, behaviour, copy, holds,
        adopts, carried, isFenced, isDrained, refusals, 0);
  }

  /// Reads the payload of a PUBLISH.
  ///
  /// @throws MalformedException where it is no status
  public static Status parse(String payload) {
    if (payload.length() > MAX_LENGTH) {
      throw new MalformedException(
          "status", "at most " + MAX_LENGTH + " characters", payload.length() + " characters");
    }
    return read(Json.parse("status", payload));
  }

  public static Status read(JsonNode tree) {
    Fields fields = Fields.of("status", tree);
    return new Status(
        ControlForm.name(fields, "node"),
        fields.whole("epoch", 1, Long.MAX_VALUE),
        ControlForm.textOrEmpty(fields, "link", ControlForm.MAX_ADDRESS),
        ControlForm.texts(fields, "service", MAX_SERVICES, ControlForm.MAX_ADDRESS),
        ControlForm.textOrEmpty(fields, "http", ControlForm.MAX_ADDRESS),
        fields.has("granted")
            ? Optional.of(Grant.read(fields.object("granted")))
            : Optional.empty(),
        ControlForm.counts(fields, "links", MAX_NODES),
        ControlForm.texts(fields, "reachable", MAX_NODES, ControlForm.MAX_NAME),
        Load.read(fields),
        Behaviour.read(fields),
        Copy.read(fields.object("copy")),
        fields.objects("holds", MAX_COPIES).stream().map(Hold::read).toList(),
        fields.objects("adopts", MAX_COPIES).stream().map(Adoption::read).toList(),
        ControlForm.texts(fields, "carried", MAX_COPIES, ControlForm.MAX_NAME),
        fields.truth("fenced"),
        fields.truth("drained"),
        fields.objects("refusals", MAX_REFUSALS).stream().map(RefusedOrder::read).toList(),
        fields.has("clock") ? fields.count("clock") : 0);
  }

  public JsonNode json() {
    ObjectNode tree = Json.object().put("node", node).put("epoch", epoch).put("link", link);
    tree.set("service", ControlForm.array(service));
    tree.put("http", http);
    granted.ifPresent(grant -> tree.set("granted", grant.json()));
    ObjectNode costs = tree.putObject("links");
    links.forEach(costs::put);
    tree.set("reachable", ControlForm.array(reachable));
    load.writeTo(tree);
    behaviour.writeTo(tree);
    tree.set("copy", copy.json());
    ArrayNode held = tree.putArray("holds");
    holds.forEach(each -> held.add(each.json()));
    ArrayNode adopted = tree.putArray("adopts");
    adopts.forEach(each -> adopted.add(each.json()));
    tree.set("carried", ControlForm.array(carried));
    tree.put("fenced", isFenced).put("drained", isDrained);
    ArrayNode refused = tree.putArray("refusals");
    refusals.forEach(each -> refused.add(each.json()));
    return tree.put("clock", clock);
  }

  /// The same, with whom the node obeys and what it has refused, said at a time of its clock.
  public Status with(Optional<Grant> obeyed, List<RefusedOrder> refused, long at) {
    return new Status(
        node, epoch, link, service, http, obeyed, links, reachable, load, behaviour, copy, holds,
        adopts, carried, isFenced, isDrained, refused, at);
  }
}
