package io.fieldway.wire.channel;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BinaryNode;
import tools.jackson.databind.node.ObjectNode;

/// Some bytes of a blob; `data` travels as a binary attachment.
///
/// @param offset how many bytes of the blob are before these
/// @param data 1 to [#MAX_BYTES]
public record BlobChunk(String id, String device, long offset, Bytes data) implements BlobMessage {
  /// Most bytes of one chunk.
  public static final int MAX_BYTES = 256 * 1024;

  /// The member whose bytes travel as an attachment.
  public static final String DATA = "data";

  public static BlobChunk read(JsonNode tree) {
    Fields fields = Fields.of("blob.chunk", tree);
    JsonNode data = fields.tree(DATA);
    if (!(data instanceof BinaryNode binary)) {
      throw new MalformedException(
          "blob.chunk.data",
          "a binary attachment",
          data.isMissingNode() ? "nothing" : "a " + data.getNodeType());
    }
    byte[] bytes = binary.binaryValue();
    if (bytes.length < 1 || bytes.length > MAX_BYTES) {
      throw new MalformedException(
          "blob.chunk.data", "1 to " + MAX_BYTES + " bytes", bytes.length + " bytes");
    }
    return new BlobChunk(
        Ids.read(fields, "id"),
        Ids.read(fields, "deviceId"),
        fields.count("offset"),
        Bytes.copyOf(bytes));
  }

  @Override
  public ObjectNode json() {
    ObjectNode tree = head();
    tree.set(DATA, BinaryNode.valueOf(data.toArray()));
    return tree;
  }

  /// Without its data.
  public ObjectNode head() {
    return Json.object().put("id", id).put("deviceId", device).put("offset", offset);
  }
}
