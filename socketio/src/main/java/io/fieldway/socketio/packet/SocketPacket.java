package io.fieldway.socketio.packet;

import java.util.List;
import tools.jackson.databind.JsonNode;

/// What Socket.IO says. Whether an event or an acknowledgement is a binary one on the wire follows
/// from the binary nodes in it.
public sealed interface SocketPacket {
  /// The id of an event that asks for no acknowledgement.
  long NO_ID = -1;

  String namespace();

  /// `data` is a `MissingNode` where the packet carries none.
  record Connect(String namespace, JsonNode data) implements SocketPacket {}

  record Disconnect(String namespace) implements SocketPacket {}

  /// `id` is [#NO_ID] where no acknowledgement is asked for.
  record Event(String namespace, long id, String name, List<JsonNode> args)
      implements SocketPacket {}

  record Ack(String namespace, long id, List<JsonNode> args) implements SocketPacket {}

  record ConnectError(String namespace, JsonNode data) implements SocketPacket {}
}
