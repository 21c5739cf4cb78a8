package io.fieldway.wire.channel;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import io.fieldway.wire.model.QueuePolicy;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An instruction on its way down. The gateway journals the id before it acts; the same command
/// coming again changes nothing and is answered with yes. Every time in it is the platform's.
///
/// @param action an action of the device's Thing Model
/// @param input its argument; an empty object where it takes none
/// @param place where it stands among the others
/// @param policy how it waits
/// @param notBefore until when it is held
/// @param deadline when it is too late to begin; both sides hold to it
public record Command(
    String id,
    String deviceId,
    String action,
    JsonNode input,
    Place place,
    QueuePolicy policy,
    Optional<Instant> notBefore,
    Instant deadline) {

  /// The order of commands: by the time from which they may begin, then as they were made.
  ///
  /// @param due when it was made, or until when it is held, whichever is later
  /// @param number rises with every command of the platform
  public record Place(Instant due, long number) implements Comparable<Place> {
    /// Before every other: what an older platform sends.
    public static final Place FIRST = new Place(Instant.EPOCH, 0);

    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::due).thenComparingLong(Place::number);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  /// A command that waits in line and is held for nothing.
  public Command(String id, String deviceId, String action, JsonNode input, Instant deadline) {
    this(id, deviceId, action, input, Place.FIRST, QueuePolicy.FIFO, Optional.empty(), deadline);
  }

  public static Command read(JsonNode tree) {
    Fields fields = Fields.of("command", tree);
    JsonNode input = fields.tree("input");
    return new Command(
        Ids.read(fields, "id"),
        Ids.read(fields, "deviceId"),
        Ids.read(fields, "action"),
        input.isMissingNode() ? Json.object() : input,
        fields.has("due") ? new Place(fields.time("due"), fields.count("number")) : Place.FIRST,
        fields.has("policy")
            ? fields.word("policy", QueuePolicy.class, QueuePolicy::word)
            : QueuePolicy.FIFO,
        fields.optionalTime("notBefore"),
        fields.time("deadline"));
  }

  public JsonNode json() {
    ObjectNode tree =
        Json.object()
            .put("id", id)
            .put("deviceId", deviceId)
            .put("action", action)
            .put("due", Json.time(place.due))
            .put("number", place.number)
            .put("policy", policy.word());
    notBefore.ifPresent(time -> tree.put("notBefore", Json.time(time)));
    tree.put("deadline", Json.time(deadline));
    tree.set("input", input);
    return tree;
  }
}
