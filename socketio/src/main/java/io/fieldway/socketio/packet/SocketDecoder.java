package io.fieldway.socketio.packet;

import com.google.errorprone.annotations.Var;
import io.fieldway.socketio.engine.EnginePacket;
import io.fieldway.socketio.engine.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BinaryNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads Engine.IO messages as Socket.IO packets. Stateful: a packet that announces attachments is
/// complete when the last of them has come, and nothing else may come in between. Belongs to one
/// connection and one thread.
public final class SocketDecoder {
  private static final int MAX_ID_DIGITS = 15;
  private static final Set<String> RESERVED =
      Set.of(
          "connect",
          "connect_error",
          "disconnect",
          "disconnecting",
          "newListener",
          "removeListener");

  private final int maxAttachments;
  private final List<byte[]> attachments = new ArrayList<>();
  @Var private int awaited;
  @Var private @Nullable Head head;

  /// Packets that announce more attachments than that are refused.
  public SocketDecoder(int maxAttachments) {
    this.maxAttachments = maxAttachments;
  }

  /// The packet that this message completes; empty while attachments are awaited.
  public Optional<SocketPacket> decode(EnginePacket message) throws ProtocolException {
    return message.binary() ? attachment(message.data()) : text(message.data());
  }

  private Optional<SocketPacket> text(byte[] data) throws ProtocolException {
    if (head != null) {
      throw new ProtocolException("expected an attachment, came text");
    }
    Head read = new Reader(data).head();
    if (read.attachments == 0) {
      return Optional.of(packet(read, read.payload));
    }
    head = read;
    awaited = read.attachments;
    return Optional.empty();
  }

  private Optional<SocketPacket> attachment(byte[] data) throws ProtocolException {
    Head waiting = head;
    if (waiting == null) {
      throw new ProtocolException("expected text, came binary");
    }
    attachments.add(data);
    if (attachments.size() < awaited) {
      return Optional.empty();
    }
    List<byte[]> complete = List.copyOf(attachments);
    attachments.clear();
    head = null;
    return Optional.of(packet(waiting, filled(waiting.payload, complete)));
  }

  private static SocketPacket packet(Head head, JsonNode payload) throws ProtocolException {
    String namespace = head.namespace;
    return switch (head.type) {
      case '0' -> {
        expect(payload.isMissingNode() || payload.isObject(), "an object in CONNECT");
        yield new SocketPacket.Connect(namespace, payload);
      }
      case '1' -> {
        expect(payload.isMissingNode(), "no payload in DISCONNECT");
        yield new SocketPacket.Disconnect(namespace);
      }
      case '4' -> {
        expect(payload.isObject() || payload.isString(), "an object or text in CONNECT_ERROR");
        yield new SocketPacket.ConnectError(namespace, payload);
      }
      case '2', '5' -> event(head, payload);
      default -> {
        expect(payload.isArray() && head.id != SocketPacket.NO_ID, "an id and an array in ACK");
        yield new SocketPacket.Ack(namespace, head.id, List.copyOf(payload.values()));
      }
    };
  }

  private static SocketPacket event(Head head, JsonNode payload) throws ProtocolException {
    expect(payload.isArray() && !payload.isEmpty(), "a non-empty array in EVENT");
    JsonNode first = payload.get(0);
    expect(first.isString() || first.isNumber(), "the event's name first in EVENT");
    String name = first.asString();
    expect(!RESERVED.contains(name), "a name that is not reserved in EVENT");
    List<JsonNode> args = new ArrayList<>(payload.size() - 1);
    for (int i = 1; i < payload.size(); i++) {
      args.add(payload.get(i));
    }
    return new SocketPacket.Event(
        head.namespace, head.id, name, Collections.unmodifiableList(args));
  }

  private static void expect(boolean holds, String what) throws ProtocolException {
    if (!holds) {
      throw new ProtocolException("expected " + what);
    }
  }

  /// Puts the attachments where their placeholders stand, in place.
  private static JsonNode filled(JsonNode node, List<byte[]> attachments) throws ProtocolException {
    switch (node) {
      case ObjectNode object -> {
        if (object.path("_placeholder").asBoolean(false)) {
          JsonNode num = object.path("num");
          expect(
              num.isInt() && num.intValue() >= 0 && num.intValue() < attachments.size(),
              "the number of an attachment in a placeholder");
          return BinaryNode.valueOf(attachments.get(num.intValue()));
        }
        for (Map.Entry<String, JsonNode> property : object.properties()) {
          if (property.getValue().isContainer()) {
            property.setValue(filled(property.getValue(), attachments));
          }
        }
      }
      case ArrayNode array -> {
        for (int i = 0; i < array.size(); i++) {
          if (array.get(i).isContainer()) {
            array.set(i, filled(array.get(i), attachments));
          }
        }
      }
      default -> {}
    }
    return node;
  }

  private record Head(byte type, int attachments, String namespace, long id, JsonNode payload) {}

  /// Reads `<type>[<attachments>-][<namespace>,][<id>][<json>]` from left to right.
  private final class Reader {
    private final byte[] data;
    @Var private int at;

    private Reader(byte[] data) {
      this.data = data;
    }

    private Head head() throws ProtocolException {
      expect(data.length > 0 && data[0] >= '0' && data[0] <= '6', "a packet type 0 to 6");
      byte type = data[at++];
      boolean binary = type == '5' || type == '6';
      int announced = binary ? announcedAttachments() : 0;
      String namespace = namespace();
      long id = id();
      return new Head(type, announced, namespace, id, payload());
    }

    private int announcedAttachments() throws ProtocolException {
      long number = number(6);
      expect(number >= 0 && at < data.length && data[at] == '-', "attachments and a dash");
      expect(number <= maxAttachments, "at most " + maxAttachments + " attachments");
      at++;
      return (int) number;
    }

    private String namespace() {
      if (at >= data.length || data[at] != '/') {
        return "/";
      }
      int from = at;
      while (at < data.length && data[at] != ',') {
        at++;
      }
      String namespace = new String(data, from, at - from, StandardCharsets.UTF_8);
      at = Math.min(at + 1, data.length);
      return namespace;
    }

    private long id() throws ProtocolException {
      long number = number(MAX_ID_DIGITS);
      return number < 0 ? SocketPacket.NO_ID : number;
    }

    private JsonNode payload() throws ProtocolException {
      if (at == data.length) {
        return MissingNode.getInstance();
      }
      try {
        return Json.MAPPER.readTree(data, at, data.length - at);
      } catch (JacksonException e) {
        throw new ProtocolException("expected JSON: " + e.getOriginalMessage());
      }
    }

    /// A run of digits as a number; -1 where there is none.
    private long number(int maxDigits) throws ProtocolException {
      int from = at;
      @Var long value = 0;
      while (at < data.length && data[at] >= '0' && data[at] <= '9') {
        value = value * 10 + (data[at] - '0');
        at++;
        expect(at - from <= maxDigits, "a number of at most " + maxDigits + " digits");
      }
      return at == from ? -1 : value;
    }
  }
}
