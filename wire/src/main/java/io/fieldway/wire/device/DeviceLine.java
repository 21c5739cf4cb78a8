package io.fieldway.wire.device;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.channel.BlobBegin;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A line from a device to its gateway.
public sealed interface DeviceLine {
  /// Longest line in bytes, its newline included; a longer one closes the connection.
  int MAX_LINE = 64 * 1024;

  /// The version of the protocol that a hello names.
  int PROTOCOL = 1;

  /// Most values in one reading.
  int MAX_VALUES = 256;

  /// The line as JSON, without its newline.
  ObjectNode json();

  /// The first line of a connection.
  ///
  /// @param session chosen by the device, new whenever its sequences begin at 1 again
  record Hello(String device, String session) implements DeviceLine {
    static Hello read(Fields fields) {
      fields.whole("protocol", PROTOCOL, PROTOCOL);
      return new Hello(Ids.read(fields, "device"), Ids.read(fields, "session"));
    }

    @Override
    public ObjectNode json() {
      return line("hello").put("protocol", PROTOCOL).put("device", device).put("session", session);
    }
  }

  /// What the device measured at one moment.
  ///
  /// @param seq rises within the session; a line that comes again keeps its sequence
  /// @param at the device's clock
  /// @param values at least one, by the device's own names; not to be changed
  record Reading(long seq, Instant at, Map<String, JsonNode> values) implements DeviceLine {
    public Reading(long seq, Instant at, Map<String, JsonNode> values) {
      this.seq = seq;
      this.at = at;
      this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    static Reading read(Fields fields) {
      JsonNode tree = fields.tree("values");
      if (!tree.isObject() || tree.isEmpty() || tree.size() > MAX_VALUES) {
        throw fields.refused("values", "an object of 1 to " + MAX_VALUES + " values");
      }
      Map<String, JsonNode> values = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> each : tree.properties()) {
        Ids.check(fields.path("values"), each.getKey());
        values.put(each.getKey(), each.getValue());
      }
      return new Reading(fields.whole("seq", 1, Long.MAX_VALUE), fields.time("at"), values);
    }

    @Override
    public ObjectNode json() {
      ObjectNode line = line("reading").put("seq", seq).put("at", Json.time(at));
      ObjectNode tree = line.putObject("values");
      values.forEach(tree::set);
      return line;
    }
  }

  /// A sign of life; the gateway answers with [GatewayLine.Heartbeat].
  record Heartbeat() implements DeviceLine {
    @Override
    public ObjectNode json() {
      return line("heartbeat");
    }
  }

  /// What became of an instruction. A device that is told the same instruction again answers with
  /// the result it gave before and does not act twice.
  ///
  /// @param executed false where the device could not or would not
  /// @param reason why not; absent where executed
  /// @param output what the action returned; an empty object where nothing
  record Result(String instruction, boolean executed, Optional<String> reason, JsonNode output)
      implements DeviceLine {
    /// Longest reason, in characters.
    public static final int MAX_REASON = 500;

    static Result read(Fields fields) {
      JsonNode output = fields.tree("output");
      return new Result(
          Ids.read(fields, "instruction"),
          fields.truth("executed"),
          fields.optionalText("reason", MAX_REASON),
          output.isMissingNode() ? Json.object() : output);
    }

    @Override
    public ObjectNode json() {
      ObjectNode line = line("result").put("instruction", instruction).put("executed", executed);
      reason.ifPresent(text -> line.put("reason", text));
      line.set("output", output);
      return line;
    }
  }

  /// What the device's settings are: the answer to [GatewayLine.Desired], or by itself after a
  /// welcome and whenever somebody changed them at the device.
  ///
  /// @param version of what it answers; empty where it answers nothing
  /// @param values by the device's own names; not to be changed
  /// @param refused the desired values it will not take, by its own names, and why
  record Reported(OptionalLong version, Map<String, JsonNode> values, Map<String, String> refused)
      implements DeviceLine {
    public Reported(
        OptionalLong version, Map<String, JsonNode> values, Map<String, String> refused) {
      this.version = version;
      this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
      this.refused = Collections.unmodifiableMap(new LinkedHashMap<>(refused));
    }

    static Reported read(Fields fields) {
      Map<String, String> refused = new LinkedHashMap<>();
      if (fields.has("refused")) {
        Fields reasons = fields.object("refused");
        for (String each : named(fields, "refused").keySet()) {
          refused.put(each, reasons.text(each, Result.MAX_REASON));
        }
      }
      return new Reported(
          fields.has("version") ? OptionalLong.of(fields.count("version")) : OptionalLong.empty(),
          fields.has("values") ? named(fields, "values") : Map.of(),
          refused);
    }

    @Override
    public ObjectNode json() {
      ObjectNode line = line("reported");
      version.ifPresent(number -> line.put("version", number));
      ObjectNode tree = line.putObject("values");
      values.forEach(tree::set);
      if (!refused.isEmpty()) {
        ObjectNode reasons = line.putObject("refused");
        refused.forEach(reasons::put);
      }
      return line;
    }
  }

  /// A device has something larger than a value, such as a picture; or takes it up again. The
  /// gateway answers with [GatewayLine.Blob]: where to go on.
  ///
  /// @param id of the device's choice; one id is one content for ever
  /// @param contentType its media type, such as `image/jpeg`
  /// @param size in bytes
  /// @param sha256 of all of it
  /// @param at the device's clock
  record Blob(String id, String contentType, long size, Bytes sha256, Instant at)
      implements DeviceLine {
    static Blob read(Fields fields) {
      return new Blob(
          Ids.read(fields, "id"),
          BlobBegin.type(fields, "contentType"),
          fields.whole("size", 1, Long.MAX_VALUE),
          BlobBegin.hash(fields, "sha256"),
          fields.time("at"));
    }

    @Override
    public ObjectNode json() {
      return line("blob")
          .put("id", id)
          .put("contentType", contentType)
          .put("size", size)
          .put("sha256", sha256.hex())
          .put("at", Json.time(at));
    }
  }

  /// The next bytes of a blob.
  ///
  /// @param offset how many bytes of the blob are before these
  record Chunk(String id, long offset, Bytes data) implements DeviceLine {
    /// Most bytes of one chunk, so that it fits a line in base64.
    public static final int MAX_BYTES = 45_000;

    static Chunk read(Fields fields) {
      String text = fields.text("data", MAX_LINE);
      byte[] data;
      try {
        data = Base64.getDecoder().decode(text);
      } catch (IllegalArgumentException e) {
        throw new MalformedException(fields.path("data"), "base64", "something else");
      }
      if (data.length > MAX_BYTES) {
        throw new MalformedException(
            fields.path("data"), "at most " + MAX_BYTES + " bytes", data.length + " bytes");
      }
      return new Chunk(Ids.read(fields, "id"), fields.count("offset"), Bytes.copyOf(data));
    }

    @Override
    public ObjectNode json() {
      return line("chunk")
          .put("id", id)
          .put("offset", offset)
          .put("data", Base64.getEncoder().encodeToString(data.toArray()));
    }
  }

  /// The members of an object that are named as a device names its values.
  private static Map<String, JsonNode> named(Fields fields, String name) {
    JsonNode tree = fields.tree(name);
    if (!tree.isObject() || tree.size() > MAX_VALUES) {
      throw fields.refused(name, "an object of at most " + MAX_VALUES + " values");
    }
    Map<String, JsonNode> members = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> each : tree.properties()) {
      Ids.check(fields.path(name), each.getKey());
      members.put(each.getKey(), each.getValue());
    }
    return members;
  }

  /// Reads one line.
  ///
  /// @throws MalformedException where it is not a line of the protocol
  static DeviceLine parse(String text) {
    Fields fields = Fields.of("line", Json.parse("line", text));
    String type = fields.text("type", 20);
    return switch (type) {
      case "hello" -> Hello.read(fields);
      case "reading" -> Reading.read(fields);
      case "heartbeat" -> new Heartbeat();
      case "result" -> Result.read(fields);
      case "reported" -> Reported.read(fields);
      case "blob" -> Blob.read(fields);
      case "chunk" -> Chunk.read(fields);
      default ->
          throw fields.refused(
              "type", "one of hello, reading, heartbeat, result, reported, blob, chunk");
    };
  }

  private static ObjectNode line(String type) {
    return Json.object().put("type", type);
  }
}
