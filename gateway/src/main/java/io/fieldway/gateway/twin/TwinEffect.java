package io.fieldway.gateway.twin;

import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.TwinPatches;
import io.fieldway.wire.channel.TwinStands;
import io.fieldway.wire.channel.TwinSync;
import io.fieldway.wire.twin.Twin;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// What must be done, in order.
sealed interface TwinEffect {
  /// Write a document; [TwinBook#written] follows.
  record Write(Twin twin) implements TwinEffect {}

  /// Remove documents.
  record Erase(List<String> devices) implements TwinEffect {}

  /// Ask the platform; [TwinBook#synced] follows, or nothing.
  record Sync(long token, TwinSync positions) implements TwinEffect {}

  /// Tell the platform; [TwinBook#stood] follows, or nothing.
  record Tell(long token, TwinPatches patches) implements TwinEffect {}

  /// Answer the platform.
  record Stand(long request, TwinStands stands) implements TwinEffect {}

  /// Refuse the platform's message.
  record Refuse(long request, Refusal refusal) implements TwinEffect {}

  /// Give desired values, in the model's words, to the device's connection.
  record Give(String device, long version, Map<String, JsonNode> values) implements TwinEffect {
    public Give(String device, long version, Map<String, JsonNode> values) {
      this.device = device;
      this.version = version;
      this.values = new TreeMap<>(values);
    }
  }
}
