package io.fieldway.cloud.queue;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import io.fieldway.wire.telemetry.StreamId;
import tools.jackson.databind.node.ObjectNode;

/// What servers tell each other. Messages may be lost: each only hastens what a look into the
/// database would find out.
public sealed interface Message {
  /// Whom it concerns.
  String gateway();

  /// Everything of the stream up to this sequence is in the database.
  record Committed(String gateway, StreamId stream, long committed) implements Message {}

  /// A batch was not stored, since it left a hole.
  ///
  /// @param expected the sequence that must come next
  /// @param entry the queue's name of the batch
  record NotContiguous(String gateway, StreamId stream, long expected, String entry)
      implements Message {}

  /// A command waits in the database.
  record CommandWaiting(String gateway) implements Message {}

  /// Something is desired that the gateway has not got.
  record TwinWaiting(String gateway) implements Message {}

  /// The gateway's devices or their models have changed.
  record RegistryChanged(String gateway) implements Message {}

  /// A session of the gateway has begun; all with a lower epoch are over.
  record SessionBegan(String gateway, long epoch) implements Message {}

  /// The gateway is revoked: its session is over.
  record Revoked(String gateway) implements Message {}

  /// A new key is wanted for the gateway.
  record KeyWanted(String gateway) implements Message {}

  /// The channel it travels on.
  default String channel() {
    return switch (this) {
      case Committed _, NotContiguous _ -> Keys.COMMITTED;
      case CommandWaiting _ -> Keys.COMMAND;
      case TwinWaiting _ -> Keys.TWIN;
      case RegistryChanged _ -> Keys.REGISTRY;
      case SessionBegan _ -> Keys.SESSION;
      case Revoked _ -> Keys.TRUST;
      case KeyWanted _ -> Keys.KEY;
    };
  }

  default ObjectNode json() {
    ObjectNode tree = Json.object().put("gateway", gateway());
    return switch (this) {
      case Committed m ->
          tree.put("stream", m.stream.name())
              .put("epoch", m.stream.epoch())
              .put("committed", m.committed);
      case NotContiguous m ->
          tree.put("stream", m.stream.name())
              .put("epoch", m.stream.epoch())
              .put("expected", m.expected)
              .put("entry", m.entry);
      case SessionBegan m -> tree.put("epoch", m.epoch);
      case CommandWaiting _, TwinWaiting _, RegistryChanged _, Revoked _, KeyWanted _ -> tree;
    };
  }

  /// Reads a message.
  ///
  /// @throws io.fieldway.wire.MalformedException where it is none of the channel
  static Message read(String channel, String text) {
    Fields fields = Fields.of(channel, Json.parse(channel, text));
    String gateway = Ids.read(fields, "gateway");
    return switch (channel) {
      case Keys.COMMITTED -> {
        StreamId stream = new StreamId(Ids.read(fields, "stream"), fields.count("epoch"));
        yield fields.has("expected")
            ? new NotContiguous(
                gateway, stream, fields.count("expected"), fields.text("entry", Ids.MAX_LENGTH))
            : new Committed(gateway, stream, fields.count("committed"));
      }
      case Keys.COMMAND -> new CommandWaiting(gateway);
      case Keys.TWIN -> new TwinWaiting(gateway);
      case Keys.REGISTRY -> new RegistryChanged(gateway);
      case Keys.KEY -> new KeyWanted(gateway);
      case Keys.TRUST -> new Revoked(gateway);
      case Keys.SESSION -> new SessionBegan(gateway, fields.count("epoch"));
      default -> throw fields.refused("channel", "a channel of the platform");
    };
  }
}
