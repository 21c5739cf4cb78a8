package io.fieldway.wire.device;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A line from a gateway to a device.
public sealed interface GatewayLine {

  /// The line as JSON, without its newline.
  ObjectNode json();

  /// The answer to a hello.
  ///
  /// @param heartbeat how often the device shows that it lives; silent for three times as long, it
  ///   is offline
  /// @param resume the highest sequence of the device's session that the gateway holds; 0 for none
  record Welcome(String device, Duration heartbeat, long resume) implements GatewayLine {
    static Welcome read(Fields fields) {
      return new Welcome(
          Ids.read(fields, "device"),
          Duration.ofMillis(fields.whole("heartbeatMillis", 1, Integer.MAX_VALUE)),
          fields.count("resume"));
    }

    @Override
    public ObjectNode json() {
      return line("welcome")
          .put("device", device)
          .put("heartbeatMillis", heartbeat.toMillis())
          .put("resume", resume);
    }
  }

  /// Everything up to this sequence is on the gateway's disk and will reach the cloud.
  ///
  /// @param quarantined values the model refuses; they are kept and shown, apart from the others
  record Ack(long seq, List<Quarantined> quarantined) implements GatewayLine {
    public Ack(long seq, List<Quarantined> quarantined) {
      this.seq = seq;
      this.quarantined = List.copyOf(quarantined);
    }

    static Ack read(Fields fields) {
      return new Ack(
          fields.count("seq"),
          fields.objects("quarantined", DeviceLine.MAX_VALUES).stream()
              .map(each ->
                  new Quarantined(Ids.read(each, "property"), each.text("reason", MAX_MESSAGE)))
              .toList());
    }

    @Override
    public ObjectNode json() {
      ObjectNode line = line("ack").put("seq", seq);
      if (!quarantined.isEmpty()) {
        ArrayNode all = line.putArray("quarantined");
        for (Quarantined each : quarantined) {
          all.addObject().put("property", each.property).put("reason", each.reason);
        }
      }
      return line;
    }
  }

  /// A value the model refuses, and why.
  record Quarantined(String property, String reason) {}

  /// A sign of life, in answer to the device's.
  record Heartbeat() implements GatewayLine {
    @Override
    public ObjectNode json() {
      return line("heartbeat");
    }
  }

  /// An order to act.
  ///
  /// @param id the same when the instruction is repeated
  /// @param action the device's own name of the action
  /// @param input its argument; an empty object where it takes none
  /// @param deadline when it is too late to begin
  record Instruction(String id, String action, JsonNode input, Instant deadline)
      implements GatewayLine {
    static Instruction read(Fields fields) {
      return new Instruction(
          Ids.read(fields, "id"),
          Ids.read(fields, "action"),
          fields.tree("input"),
          fields.time("deadline"));
    }

    @Override
    public ObjectNode json() {
      ObjectNode line =
          line("instruction")
              .put("id", id)
              .put("action", action)
              .put("deadline", Json.time(deadline));
      line.set("input", input);
      return line;
    }
  }

  /// The settings that the platform desires. The device takes what it can and answers with
  /// [DeviceLine.Reported] of the same version.
  ///
  /// @param values by the device's own names; not to be changed
  record Desired(long version, Map<String, JsonNode> values) implements GatewayLine {
    public Desired(long version, Map<String, JsonNode> values) {
      this.version = version;
      this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    static Desired read(Fields fields) {
      JsonNode tree = fields.tree("values");
      if (!tree.isObject() || tree.size() > DeviceLine.MAX_VALUES) {
        throw fields.refused("values", "an object of at most " + DeviceLine.MAX_VALUES + " values");
      }
      Map<String, JsonNode> values = new LinkedHashMap<>();
      tree.properties().forEach(each -> values.put(each.getKey(), each.getValue()));
      return new Desired(fields.count("version"), values);
    }

    @Override
    public ObjectNode json() {
      ObjectNode line = line("desired").put("version", version);
      ObjectNode tree = line.putObject("values");
      values.forEach(tree::set);
      return line;
    }
  }

  /// How much of a blob the gateway has.
  ///
  /// @param offset where the next chunk begins
  /// @param stored whether all of it is on the gateway's disk and will reach the cloud
  record Blob(String id, long offset, boolean stored) implements GatewayLine {
    static Blob read(Fields fields) {
      return new Blob(Ids.read(fields, "id"), fields.count("offset"), fields.truth("stored"));
    }

    @Override
    public ObjectNode json() {
      return line("blob").put("id", id).put("offset", offset).put("stored", stored);
    }
  }

  /// A blob, or a chunk of it, was not taken. The connection stays open.
  record BlobRefused(String id, ErrorCode code, String message) implements GatewayLine {
    static BlobRefused read(Fields fields) {
      return new BlobRefused(
          Ids.read(fields, "id"),
          fields.word("code", ErrorCode.class, ErrorCode::word),
          fields.text("message", MAX_MESSAGE));
    }

    @Override
    public ObjectNode json() {
      return line("blob-refused").put("id", id).put("code", code.word()).put("message", message);
    }
  }

  /// What was wrong with a line, and what became of the connection.
  record Failure(ErrorCode code, String message, boolean closed) implements GatewayLine {
    static Failure read(Fields fields) {
      return new Failure(
          fields.word("code", ErrorCode.class, ErrorCode::word),
          fields.text("message", MAX_MESSAGE),
          fields.text("connection", 10).equals("closed"));
    }

    @Override
    public ObjectNode json() {
      return line("error")
          .put("code", code.word())
          .put("message", message)
          .put("connection", closed ? "closed" : "open");
    }
  }

  /// Longest message or reason, in characters.
  int MAX_MESSAGE = 500;

  /// Reads one line.
  ///
  /// @throws MalformedException where it is not a line of the protocol
  static GatewayLine parse(String text) {
    Fields fields = Fields.of("line", Json.parse("line", text));
    return switch (fields.text("type", 20)) {
      case "welcome" -> Welcome.read(fields);
      case "ack" -> Ack.read(fields);
      case "heartbeat" -> new Heartbeat();
      case "instruction" -> Instruction.read(fields);
      case "desired" -> Desired.read(fields);
      case "blob" -> Blob.read(fields);
      case "blob-refused" -> BlobRefused.read(fields);
      case "error" -> Failure.read(fields);
      default ->
          throw fields.refused(
              "type",
              "one of welcome, ack, heartbeat, instruction, desired, blob, blob-refused, error");
    };
  }

  private static ObjectNode line(String type) {
    return Json.object().put("type", type);
  }
}
