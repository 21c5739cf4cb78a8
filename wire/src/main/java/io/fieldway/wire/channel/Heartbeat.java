package io.fieldway.wire.channel;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import io.fieldway.wire.telemetry.StreamId;
import io.fieldway.wire.twin.TwinPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A gateway's sign of life, with the state of its devices and of its outbox.
///
/// @param at the gateway's clock
/// @param devices every registered device
/// @param outbox how much waits for the platform
/// @param streams the last sequence given out in each stream, by which the platform knows what to
///   expect
/// @param twins where the twins stand, by which the platform finds those that have drifted
public record Heartbeat(
    Instant at,
    List<DeviceState> devices,
    Outbox outbox,
    List<StreamEnd> streams,
    List<TwinPosition> twins) {

  /// What the gateway knows of a device.
  ///
  /// @param lastSeen when its last line came, by the gateway's clock; empty where never
  public record DeviceState(String device, boolean online, Optional<Instant> lastSeen) {}

  /// How much waits on the gateway's disk.
  ///
  /// @param entries readings on disk that the platform has not acknowledged
  /// @param bytes their size on disk, about
  /// @param oldest the age of the oldest of them; zero where there are none
  public record Outbox(long entries, long bytes, Duration oldest) {}

  /// The last sequence given out in a stream.
  public record StreamEnd(StreamId stream, long last) {}

  public Heartbeat(
      Instant at,
      List<DeviceState> devices,
      Outbox outbox,
      List<StreamEnd> streams,
      List<TwinPosition> twins) {
    this.at = at;
    this.devices = List.copyOf(devices);
    this.outbox = outbox;
    this.streams = List.copyOf(streams);
    this.twins = List.copyOf(twins);
  }

  /// Of a gateway that keeps no twins.
  public Heartbeat(Instant at, List<DeviceState> devices, Outbox outbox, List<StreamEnd> streams) {
    this(at, devices, outbox, streams, List.of());
  }

  public static Heartbeat read(JsonNode tree) {
    Fields fields = Fields.of("heartbeat", tree);
    Fields outbox = fields.object("outbox");
    return new Heartbeat(
        fields.time("at"),
        fields.objects("devices", Registrations.MAX_DEVICES).stream()
            .map(each ->
                new DeviceState(
                    Ids.read(each, "id"), each.truth("online"), each.optionalTime("lastSeen")))
            .toList(),
        new Outbox(
            outbox.count("entries"),
            outbox.count("bytes"),
            Duration.ofMillis(outbox.count("oldestMillis"))),
        fields.objects("streams", AuthAccepted.MAX_STREAMS).stream()
            .map(each ->
                new StreamEnd(
                    new StreamId(Ids.read(each, "stream"), each.count("epoch")),
                    each.count("last")))
            .toList(),
        fields.objects("twins", Registrations.MAX_DEVICES).stream()
            .map(TwinPosition::read)
            .toList());
  }

  public JsonNode json() {
    ObjectNode tree = Json.object().put("at", Json.time(at));
    ArrayNode states = tree.putArray("devices");
    for (DeviceState each : devices) {
      ObjectNode state = states.addObject().put("id", each.device).put("online", each.online);
      each.lastSeen.ifPresent(time -> state.put("lastSeen", Json.time(time)));
    }
    tree.putObject("outbox")
        .put("entries", outbox.entries)
        .put("bytes", outbox.bytes)
        .put("oldestMillis", outbox.oldest.toMillis());
    ArrayNode ends = tree.putArray("streams");
    for (StreamEnd each : streams) {
      ends.addObject()
          .put("stream", each.stream.name())
          .put("epoch", each.stream.epoch())
          .put("last", each.last);
    }
    if (!twins.isEmpty()) {
      ArrayNode positions = tree.putArray("twins");
      twins.forEach(each -> positions.add(each.json()));
    }
    return tree;
  }
}
