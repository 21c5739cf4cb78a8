package io.fieldway.wire.channel;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import io.fieldway.wire.twin.TwinPosition;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Where a gateway's twins stand, at the beginning of a session and when one has drifted.
public record TwinSync(List<TwinPosition> twins) {
  /// Most twins of one message about twins.
  public static final int MAX_TWINS = 200;

  public TwinSync(List<TwinPosition> twins) {
    this.twins = List.copyOf(twins);
  }

  public static TwinSync read(JsonNode tree) {
    Fields fields = Fields.of("twin.sync", tree);
    return new TwinSync(
        fields.objects("twins", MAX_TWINS).stream().map(TwinPosition::read).toList());
  }

  public JsonNode json() {
    ObjectNode tree = Json.object();
    ArrayNode all = tree.putArray("twins");
    twins.forEach(each -> all.add(each.json()));
    return tree;
  }
}
