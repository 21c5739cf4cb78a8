package io.fieldway.node.io;

import static io.fieldway.node.io.Metric.counter;
import static io.fieldway.node.io.Metric.gauge;

import io.fieldway.node.attach.AttachmentView;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.wire.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a node tells of the brokers it is attached to. Called on the event loop.
final class AttachPage {
  static final List<Metric<AttachmentView>> ATTACHED =
      List.of(
          gauge(
              "attach_connected",
              "Whether the node is connected with the other broker.",
              view -> view.connected() ? 1 : 0),
          gauge(
              "attach_takes_in",
              "Whether this node, of those attached to it, takes in what comes from there.",
              view -> view.takesIn() ? 1 : 0),
          gauge("attach_filters", "Filters subscribed there.", view -> view.filters().size()),
          gauge(
              "attach_widened",
              "Whether more filters were wanted than there may be, and those of in are subscribed.",
              view -> view.widened() ? 1 : 0),
          gauge(
              "attach_unacknowledged",
              "Messages that the other broker has not acknowledged.",
              AttachmentView::unacknowledged),
          counter("attach_connects", "Connections to it.", AttachmentView::connects),
          counter(
              "attach_sessions_lost",
              "Times that it had forgotten its session.",
              AttachmentView::sessionsLost),
          counter("attach_in", "Messages taken in.", AttachmentView::in),
          counter("attach_out", "Messages published there.", AttachmentView::out),
          counter(
              "attach_loops_stopped",
              "Messages not taken in because a mesh had published them there.",
              AttachmentView::loopsStopped),
          counter(
              "attach_offered_again",
              "Times that a message found no room here and was offered again.",
              AttachmentView::offeredAgain),
          counter(
              "attach_filters_refused", "Filters not granted.", AttachmentView::filtersRefused));

  private AttachPage() {}

  static ObjectNode page(List<AttachDialer> attached) {
    ObjectNode body = Json.object();
    ArrayNode all = body.putArray("attached");
    ArrayNode lines = Json.array();
    for (AttachDialer each : attached) {
      AttachmentView view = each.view();
      ObjectNode node = JsonTree.of(view);
      node.put("address", each.address());
      all.add(node);
      lines.add(line(view, each.address()));
    }
    if (attached.isEmpty()) {
      lines.add("attached to no other broker");
    }
    body.set("lines", lines);
    return body;
  }

  private static String line(AttachmentView view, String address) {
    String state =
        !view.connected()
            ? "not connected"
            : view.takesIn()
                ? "subscribed to " + names(view.filters())
                : "for another node takes in";
    return "%s at %s: %s; %d in, %d out, %d refused, %d loops stopped"
        .formatted(
            view.name(),
            address,
            state,
            view.in(),
            view.out(),
            view.refusedInAll() + view.refusedOutAll(),
            view.loopsStopped());
  }

  private static String names(List<String> filters) {
    return filters.isEmpty() ? "nothing" : String.join(" ", filters);
  }

  /// The values, as Prometheus reads them.
  static void write(StringBuilder out, List<AttachmentView> attached) {
    if (attached.isEmpty()) {
      return;
    }
    for (Metric<AttachmentView> metric : ATTACHED) {
      metric.describe(out);
      for (AttachmentView view : attached) {
        metric.sample(out, "{broker=\"" + view.name() + "\"}", view);
      }
    }
    refused(
        out,
        "attach_refused_in",
        "Messages not taken in.",
        attached.stream()
            .collect(Collectors.toMap(AttachmentView::name, AttachmentView::refusedIn)));
    refused(
        out,
        "attach_refused_out",
        "Messages that the other broker did not take.",
        attached.stream()
            .collect(Collectors.toMap(AttachmentView::name, AttachmentView::refusedOut)));
  }

  private static void refused(
      StringBuilder out, String name, String help, Map<String, Map<ReasonCode, Long>> byBroker) {
    Metric<Long> metric = counter(name, help, Long::doubleValue);
    metric.describe(out);
    new TreeMap<>(byBroker)
        .forEach((broker, counts) ->
            new TreeMap<>(counts)
                .forEach((reason, count) ->
                    metric.sample(
                        out, "{broker=\"" + broker + "\",reason=\"" + reason + "\"}", count)));
  }
}
