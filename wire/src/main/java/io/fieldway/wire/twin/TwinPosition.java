package io.fieldway.wire.twin;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import tools.jackson.databind.node.ObjectNode;

/// Where a gateway's twin stands.
///
/// @param hash [Twin#hash]
public record TwinPosition(String device, Stamp desired, Stamp reported, String hash) {
  private static final int MAX_HASH = 64;

  /// Whether a twin stands at the same place and is another one all the same: drift.
  public boolean differsFrom(Twin twin) {
    return desired.equals(twin.desired().at())
        && reported.equals(twin.reported().at())
        && !hash.equals(twin.hash());
  }

  public static TwinPosition read(Fields fields) {
    return new TwinPosition(
        Ids.read(fields, "device"),
        Stamp.read(fields, "desired"),
        Stamp.read(fields, "reported"),
        fields.text("hash", MAX_HASH));
  }

  public ObjectNode json() {
    ObjectNode tree = Json.object().put("device", device);
    tree.set("desired", desired.json());
    tree.set("reported", reported.json());
    return tree.put("hash", hash);
  }
}
