package io.fieldway.wire.channel;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import io.fieldway.wire.twin.Stamp;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The answer to [TwinPatches]: how far each half is on the answering side's disk, whether that is
/// what was sent or, where something between was missing, less. Unknown devices are left out.
public record TwinStands(Map<String, Stamp> twins) {
  public TwinStands(Map<String, Stamp> twins) {
    this.twins = Collections.unmodifiableMap(new LinkedHashMap<>(twins));
  }

  public static TwinStands read(JsonNode tree) {
    Fields fields = Fields.of("twin answer", tree);
    Map<String, Stamp> twins = new LinkedHashMap<>();
    for (Fields each : fields.objects("twins", TwinSync.MAX_TWINS)) {
      twins.put(Ids.read(each, "device"), Stamp.read(each, "at"));
    }
    return new TwinStands(twins);
  }

  public JsonNode json() {
    ObjectNode tree = Json.object().put("ok", true);
    ArrayNode all = tree.putArray("twins");
    twins.forEach((device, at) -> all.addObject().put("device", device).set("at", at.json()));
    return tree;
  }
}
