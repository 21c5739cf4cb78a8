package io.fieldway.gateway.push;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.push.Push.Count;
import io.fieldway.gateway.push.Push.Measured;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.telemetry.SenMl;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Reads a device's SenML pack (RFC 8428): what has one time is one reading. A core without I/O.
///
/// The device is the one of the address, so that a value's name is the record's `n` alone, without
/// `DEVICE/` before it; a record without `n` has what follows the last `/` or `:` of the base name.
public final class SenMlBody {
  /// Times below this are relative to now (RFC 8428 §4.5.3).
  private static final BigDecimal FIRST_ABSOLUTE = BigDecimal.valueOf(1L << 28);

  private final String device;
  private final int most;
  private final Instant now;
  private final Map<Instant, Map<String, JsonNode>> readings = new LinkedHashMap<>();
  @Var private String baseName = "";
  @Var private BigDecimal baseTime = BigDecimal.ZERO;

  private SenMlBody(String device, int most, Instant now) {
    this.device = device;
    this.most = most;
    this.now = now;
  }

  /// Reads a pack.
  ///
  /// @param count the number of its first reading; empty where the device does not count
  /// @throws MalformedException where it is no SenML
  public static Push read(
      JsonNode pack, String device, Optional<Count> count, int most, Instant now) {
    if (!pack.isArray() || pack.isEmpty() || pack.size() > SenMl.MAX_RECORDS) {
      throw new MalformedException(
          "body", "an array of 1 to " + SenMl.MAX_RECORDS + " SenML records", Json.brief(pack));
    }
    SenMlBody body = new SenMlBody(device, most, now);
    for (int i = 0; i < pack.size(); i++) {
      body.record(Fields.of("body[" + i + "]", pack.get(i)));
    }
    return body.push(count);
  }

  private Push push(Optional<Count> count) {
    List<Measured> all = new ArrayList<>();
    readings.forEach((at, values) -> {
      OptionalLong seq =
          count.isPresent()
              ? OptionalLong.of(count.get().first() + all.size())
              : OptionalLong.empty();
      all.add(new Measured(seq, at, values));
    });
    if (all.isEmpty()) {
      throw new MalformedException("body", "at least one value", "none");
    }
    return new Push(count.map(Count::session), all);
  }

  private void record(Fields fields) {
    baseName = fields.optionalText("bn", 4 * Ids.MAX_LENGTH).orElse(baseName);
    baseTime = fields.has("bt") ? number(fields, "bt") : baseTime;
    boolean isBaseAlone =
        !fields.has("n")
            && !fields.has("v")
            && !fields.has("vs")
            && !fields.has("vb")
            && !fields.has("vd");
    if (isBaseAlone) {
      return;
    }
    Instant at = instant(fields);
    Map<String, JsonNode> values = readings.computeIfAbsent(at, time -> new LinkedHashMap<>());
    String name = name(fields);
    if (values.putIfAbsent(name, value(fields)) != null) {
      throw fields.refused("n", "each name once for each time");
    }
    if (values.size() > DeviceLine.MAX_VALUES || readings.size() > most) {
      throw fields.refused(
          "n", "at most " + DeviceLine.MAX_VALUES + " values of " + most + " times");
    }
  }

  private String name(Fields fields) {
    String own = fields.optionalText("n", 4 * Ids.MAX_LENGTH).orElse("");
    String name =
        own.isEmpty()
            ? baseName.substring(1 + Math.max(baseName.lastIndexOf('/'), baseName.lastIndexOf(':')))
            : own.startsWith(device + "/") ? own.substring(device.length() + 1) : own;
    return Ids.check(fields.path("n"), name);
  }

  private static JsonNode value(Fields fields) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (fields.has("v")) {
      BigDecimal number = number(fields, "v");
      return nodes.numberNode(number.doubleValue());
    }
    if (fields.has("vb")) {
      return nodes.booleanNode(fields.truth("vb"));
    }
    if (fields.has("vd")) {
      Bytes data = Bytes.fromBase64Url(fields.path("vd"), fields.text("vd", SenMl.MAX_VALUE));
      return nodes.stringNode(Base64.getEncoder().encodeToString(data.toArray()));
    }
    JsonNode text = fields.tree("vs");
    if (!text.isString() || text.stringValue().length() > SenMl.MAX_VALUE) {
      throw fields.refused("vs", "one of v, vs, vb, vd");
    }
    return text;
  }

  private Instant instant(Fields fields) {
    BigDecimal seconds = baseTime.add(fields.has("t") ? number(fields, "t") : BigDecimal.ZERO);
    if (seconds.precision() - seconds.scale() > 12) {
      throw new MalformedException(
          fields.path("t"), "seconds since 1970, or relative to now", Json.brief(seconds + ""));
    }
    long millis = seconds.movePointRight(3).setScale(0, RoundingMode.FLOOR).longValue();
    return seconds.compareTo(FIRST_ABSOLUTE) < 0
        ? now.plusMillis(millis)
        : Instant.ofEpochMilli(millis);
  }

  private static BigDecimal number(Fields fields, String name) {
    JsonNode node = fields.tree(name);
    if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
      throw fields.refused(name, "a finite number");
    }
    return node.decimalValue();
  }
}
