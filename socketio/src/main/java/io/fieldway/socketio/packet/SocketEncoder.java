package io.fieldway.socketio.packet;

import com.google.errorprone.annotations.Var;
import io.fieldway.socketio.engine.EnginePacket;
import io.fieldway.socketio.engine.PacketType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BinaryNode;

/// Writes Socket.IO packets as Engine.IO messages: the text first, then each binary node of the
/// arguments as a message of its own, with a placeholder where it stood.
public final class SocketEncoder {
  private SocketEncoder() {}

  public static List<EnginePacket> encode(SocketPacket packet) {
    return switch (packet) {
      case SocketPacket.Connect(String namespace, JsonNode data) -> plain('0', namespace, data);
      case SocketPacket.Disconnect(String namespace) ->
          List.of(message(head('1', 0, namespace, SocketPacket.NO_ID)));
      case SocketPacket.ConnectError(String namespace, JsonNode data) ->
          plain('4', namespace, data);
      case SocketPacket.Event(String namespace, long id, String name, List<JsonNode> args) ->
          withAttachments('2', '5', namespace, id, name, args);
      case SocketPacket.Ack(String namespace, long id, List<JsonNode> args) ->
          withAttachments('3', '6', namespace, id, "", args);
    };
  }

  private static List<EnginePacket> plain(char type, String namespace, JsonNode data) {
    ByteArrayOutputStream out = head(type, 0, namespace, SocketPacket.NO_ID);
    if (!data.isMissingNode()) {
      out.writeBytes(Json.MAPPER.writeValueAsBytes(data));
    }
    return List.of(message(out));
  }

  private static List<EnginePacket> withAttachments(
      char plain, char binary, String namespace, long id, String name, List<JsonNode> args) {
    @Var int attachments = 0;
    for (JsonNode arg : args) {
      attachments += binaries(arg);
    }
    ByteArrayOutputStream out = head(attachments == 0 ? plain : binary, attachments, namespace, id);
    List<EnginePacket> binaries = new ArrayList<>(attachments);
    try (JsonGenerator json = Json.MAPPER.createGenerator(out)) {
      json.writeStartArray();
      if (plain == '2') {
        json.writeString(name);
      }
      for (JsonNode arg : args) {
        write(arg, json, binaries);
      }
      json.writeEndArray();
    }
    if (binaries.isEmpty()) {
      return List.of(message(out));
    }
    binaries.addFirst(message(out));
    return binaries;
  }

  private static void write(JsonNode node, JsonGenerator json, List<EnginePacket> binaries) {
    switch (node.getNodeType()) {
      case BINARY -> {
        json.writeStartObject();
        json.writeBooleanProperty("_placeholder", true);
        json.writeNumberProperty("num", binaries.size());
        json.writeEndObject();
        binaries.add(EnginePacket.binary(((BinaryNode) node).binaryValue()));
      }
      case ARRAY -> {
        json.writeStartArray();
        for (JsonNode element : node) {
          write(element, json, binaries);
        }
        json.writeEndArray();
      }
      case OBJECT -> {
        json.writeStartObject();
        for (Map.Entry<String, JsonNode> property : node.properties()) {
          json.writeName(property.getKey());
          write(property.getValue(), json, binaries);
        }
        json.writeEndObject();
      }
      case MISSING -> json.writeNull();
      case STRING -> json.writeString(node.stringValue());
      case BOOLEAN -> json.writeBoolean(node.booleanValue());
      case NULL -> json.writeNull();
      case NUMBER -> writeNumber(node, json);
      case POJO -> json.writeTree(node);
    }
  }

  private static void writeNumber(JsonNode node, JsonGenerator json) {
    switch (node.numberType()) {
      case INT -> json.writeNumber(node.intValue());
      case LONG -> json.writeNumber(node.longValue());
      case DOUBLE -> json.writeNumber(node.doubleValue());
      case FLOAT, BIG_INTEGER, BIG_DECIMAL -> json.writeTree(node);
    }
  }

  private static int binaries(JsonNode node) {
    if (node.isBinary()) {
      return 1;
    }
    @Var int found = 0;
    if (node.isContainer()) {
      for (JsonNode element : node) {
        found += binaries(element);
      }
    }
    return found;
  }

  private static ByteArrayOutputStream head(char type, int attachments, String namespace, long id) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(128);
    out.write(type);
    if (attachments > 0) {
      ascii(out, attachments);
      out.write('-');
    }
    if (!namespace.equals("/")) {
      out.writeBytes(namespace.getBytes(StandardCharsets.UTF_8));
      out.write(',');
    }
    if (id != SocketPacket.NO_ID) {
      ascii(out, id);
    }
    return out;
  }

  private static void ascii(ByteArrayOutputStream out, long number) {
    out.writeBytes(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
  }

  private static EnginePacket message(ByteArrayOutputStream out) {
    return EnginePacket.text(PacketType.MESSAGE, out.toByteArray());
  }
}
