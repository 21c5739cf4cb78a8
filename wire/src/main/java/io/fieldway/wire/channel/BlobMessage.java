package io.fieldway.wire.channel;

import io.fieldway.wire.MalformedException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a gateway says of a blob. A blob is named by its device and its id.
public sealed interface BlobMessage permits BlobBegin, BlobChunk, BlobEnd {
  String id();

  String device();

  ObjectNode json();

  /// Reads the body of [Events#BLOB_BEGIN], [Events#BLOB_CHUNK] or [Events#BLOB_END].
  ///
  /// @throws MalformedException where it is not that
  static BlobMessage read(String event, JsonNode tree) {
    return switch (event) {
      case Events.BLOB_BEGIN -> BlobBegin.read(tree);
      case Events.BLOB_CHUNK -> BlobChunk.read(tree);
      case Events.BLOB_END -> BlobEnd.read(tree);
      default -> throw new IllegalArgumentException("no event of a blob: " + event);
    };
  }
}
