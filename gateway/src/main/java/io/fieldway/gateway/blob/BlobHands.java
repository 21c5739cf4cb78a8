package io.fieldway.gateway.blob;

import io.fieldway.wire.channel.BlobMessage;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// What carries blobs to the platform. Used on the gateway's loop.
public interface BlobHands {
  /// Says something of a blob; `answer` hears yes or no on the loop, or, when the connection ends
  /// before, never.
  void say(String event, BlobMessage message, Consumer<JsonNode> answer);

  /// Bytes that blobs may put on the link now: what nothing else wants.
  long room();
}
