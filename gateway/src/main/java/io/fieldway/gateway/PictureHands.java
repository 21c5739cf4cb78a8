package io.fieldway.gateway;

import io.fieldway.gateway.blob.BlobHands;
import io.fieldway.gateway.uplink.Uplink;
import io.fieldway.wire.channel.BlobMessage;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// Brings blobs to the platform, in the lowest lane.
final class PictureHands implements BlobHands {
  private final Uplink uplink;

  PictureHands(Uplink uplink) {
    this.uplink = uplink;
  }

  @Override
  public void say(String event, BlobMessage message, Consumer<JsonNode> answer) {
    uplink.say(event, message, answer);
  }

  @Override
  public long room() {
    return Long.MAX_VALUE;
  }
}
