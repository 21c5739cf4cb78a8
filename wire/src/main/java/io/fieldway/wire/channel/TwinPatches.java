package io.fieldway.wire.channel;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import io.fieldway.wire.twin.Patch;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The body of `twin.desired` and of `twin.reported`: what the other side lacks of several twins.
public record TwinPatches(List<Item> twins) {
  /// Bytes of patches in one message, about; one twin alone may be larger.
  public static final int MAX_BYTES = 256 * 1024;

  /// What one twin's half lacks.
  public record Item(String device, Patch patch) {}

  public TwinPatches(List<Item> twins) {
    this.twins = List.copyOf(twins);
  }

  public static TwinPatches read(String event, JsonNode tree) {
    Fields fields = Fields.of(event, tree);
    return new TwinPatches(
        fields.objects("twins", TwinSync.MAX_TWINS).stream()
            .map(each -> new Item(Ids.read(each, "device"), Patch.read(each.object("patch"))))
            .toList());
  }

  public JsonNode json() {
    ObjectNode tree = Json.object();
    ArrayNode all = tree.putArray("twins");
    for (Item each : twins) {
      all.addObject().put("device", each.device).set("patch", each.patch.json());
    }
    return tree;
  }
}
