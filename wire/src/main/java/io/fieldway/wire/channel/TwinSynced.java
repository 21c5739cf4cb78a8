package io.fieldway.wire.channel;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import io.fieldway.wire.twin.Patch;
import io.fieldway.wire.twin.Stamp;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The answer to [TwinSync]: what the gateway lacks and what the platform has. Devices that are not
/// the gateway's are left out.
public record TwinSynced(List<Item> twins) {
  /// One twin.
  ///
  /// @param reported how far the platform has the reported half
  /// @param drift whether both stood at the same place with different documents
  /// @param desired what the gateway lacks of the desired half; empty for nothing, or where it had
  ///   no room in this message and comes by itself
  public record Item(String device, Stamp reported, boolean drift, Optional<Patch> desired) {}

  public TwinSynced(List<Item> twins) {
    this.twins = List.copyOf(twins);
  }

  public static TwinSynced read(JsonNode tree) {
    Fields fields = Fields.of("twin.sync answer", tree);
    return new TwinSynced(
        fields.objects("twins", TwinSync.MAX_TWINS).stream()
            .map(each ->
                new Item(
                    Ids.read(each, "device"),
                    Stamp.read(each, "reported"),
                    each.has("drift") && each.truth("drift"),
                    each.has("desired")
                        ? Optional.of(Patch.read(each.object("desired")))
                        : Optional.empty()))
            .toList());
  }

  public JsonNode json() {
    ObjectNode tree = Json.object().put("ok", true);
    ArrayNode all = tree.putArray("twins");
    for (Item each : twins) {
      ObjectNode item = all.addObject().put("device", each.device);
      item.set("reported", each.reported.json());
      if (each.drift) {
        item.put("drift", true);
      }
      each.desired.ifPresent(patch -> item.set("desired", patch.json()));
    }
    return tree;
  }
}
