package io.fieldway.cloud.queue;

import io.fieldway.cloud.command.CommandRow;
import io.fieldway.cloud.database.GatewayRow;
import io.fieldway.cloud.database.Transition;
import io.fieldway.wire.Json;
import io.fieldway.wire.telemetry.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What pages see happen; `docs/rest.md` describes each.
public sealed interface FeedEvent {
  /// The event's name.
  String name();

  /// What pages see of a change of presence.
  static FeedEvent of(Transition transition, Instant at) {
    return switch (transition) {
      case Transition.OfGateway(GatewayRow row, boolean _) ->
          new Gateway(
              row.id(),
              row.state().word(),
              at,
              row.lastProof(),
              row.outbox().entries(),
              row.outbox().bytes(),
              row.outbox().oldest());
      case Transition.OfDevice device ->
          new Device(device.id(), device.gateway(), device.state().word(), device.lastSeen());
    };
  }

  /// What pages see of a command that moved.
  static FeedEvent of(CommandRow row) {
    return new Command(
        row.id(),
        row.device(),
        row.action(),
        row.state().word(),
        row.changed(),
        row.reason(),
        row.output(),
        row.cancelling());
  }

  JsonNode json();

  /// Points that were stored in one commit.
  record Points(Instant at, List<Point> points) implements FeedEvent {
    public Points(Instant at, List<Point> points) {
      this.at = at;
      this.points = List.copyOf(points);
    }

    @Override
    public String name() {
      return "points";
    }

    @Override
    public JsonNode json() {
      ObjectNode tree = Json.object().put("at", Json.time(at));
      ArrayNode all = tree.putArray("points");
      for (Point point : points) {
        ObjectNode each =
            all.addObject().put("device", point.device()).put("property", point.property());
        each.set("value", point.value().json());
        each.put("unit", point.unit()).put("at", Json.time(point.deviceTime()));
      }
      return tree;
    }
  }

  /// A point that its model refused.
  record Quarantine(Point point, String reason) implements FeedEvent {
    @Override
    public String name() {
      return "quarantine";
    }

    @Override
    public JsonNode json() {
      ObjectNode tree =
          Json.object().put("device", point.device()).put("property", point.property());
      tree.set("value", point.value().json());
      return tree.put("reason", reason).put("at", Json.time(point.deviceTime()));
    }
  }

  /// A gateway came, went, or spoke of its outbox.
  record Gateway(
      String id,
      String state,
      Instant at,
      Optional<Instant> lastProof,
      long outboxEntries,
      long outboxBytes,
      Duration outboxOldest)
      implements FeedEvent {
    @Override
    public String name() {
      return "gateway";
    }

    @Override
    public JsonNode json() {
      ObjectNode tree = Json.object().put("id", id).put("state", state).put("at", Json.time(at));
      lastProof.ifPresent(time -> tree.put("lastProof", Json.time(time)));
      tree.putObject("outbox")
          .put("entries", outboxEntries)
          .put("bytes", outboxBytes)
          .put("oldestMillis", outboxOldest.toMillis());
      return tree;
    }
  }

  /// A device came, went, or was lost from sight.
  record Device(String id, String gateway, String state, Optional<Instant> lastSeen)
      implements FeedEvent {
    @Override
    public String name() {
      return "device";
    }

    @Override
    public JsonNode json() {
      ObjectNode tree = Json.object().put("id", id).put("gateway", gateway).put("state", state);
      lastSeen.ifPresent(time -> tree.put("lastSeen", Json.time(time)));
      return tree;
    }
  }

  /// A command moved on.
  ///
  /// @param output left out where it is an empty object
  /// @param cancelling whether its gateway is being asked to cancel it
  record Command(
      String id,
      String device,
      String action,
      String state,
      Instant at,
      Optional<String> reason,
      JsonNode output,
      boolean cancelling)
      implements FeedEvent {
    @Override
    public String name() {
      return "command";
    }

    @Override
    public JsonNode json() {
      ObjectNode tree =
          Json.object()
              .put("id", id)
              .put("device", device)
              .put("action", action)
              .put("state", state)
              .put("at", Json.time(at));
      reason.ifPresent(text -> tree.put("reason", text));
      if (!output.isObject() || !output.isEmpty()) {
        tree.set("output", output);
      }
      if (cancelling) {
        tree.put("cancelling", true);
      }
      return tree;
    }
  }

  /// A twin is another one now; who shows it reads it.
  ///
  /// @param version its ETag
  record Twin(String device, String version, Instant at) implements FeedEvent {
    @Override
    public String name() {
      return "twin";
    }

    @Override
    public JsonNode json() {
      return Json.object().put("device", device).put("version", version).put("at", Json.time(at));
    }
  }

  /// A blob was stored, and its thumbnail made where it is a picture.
  ///
  /// @param at when its device made it
  record Blob(String device, String id, String type, long size, Instant at) implements FeedEvent {
    @Override
    public String name() {
      return "blob";
    }

    @Override
    public JsonNode json() {
      return Json.object()
          .put("device", device)
          .put("id", id)
          .put("type", type)
          .put("size", size)
          .put("at", Json.time(at));
    }
  }

  /// Where everything stands, once a second.
  record Totals(
      Instant at,
      long stored,
      long quarantined,
      double pointsPerSecond,
      long received,
      long expected,
      long duplicatesDropped)
      implements FeedEvent {
    @Override
    public String name() {
      return "totals";
    }

    @Override
    public JsonNode json() {
      return Json.object()
          .put("at", Json.time(at))
          .put("stored", stored)
          .put("quarantined", quarantined)
          .put("pointsPerSecond", pointsPerSecond)
          .put("received", received)
          .put("expected", expected)
          .put("duplicatesDropped", duplicatesDropped);
    }
  }
}
