package io.fieldway.wire.telemetry;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Entries as a SenML pack (RFC 8428) and back. A record's name is `device/property`; two fields
/// are ours, which the RFC allows (§4.4): `seq`, the entry's sequence, and `gt`, the gateway's
/// time. Base fields `bn`, `bt` and `bu` are resolved on reading; on writing every record stands
/// for itself. Times are seconds since 1970 with milliseconds.
public final class SenMl {
  /// Most records in one pack; a longer one is refused.
  public static final int MAX_RECORDS = 20_000;

  /// Longest text or base64url in one record, in characters.
  public static final int MAX_VALUE = 256 * 1024;

  /// Times below this are relative to now (RFC 8428 §4.5.3) and have no place in a stored batch.
  private static final BigDecimal FIRST_ABSOLUTE = BigDecimal.valueOf(1L << 28);

  private SenMl() {}

  public static ArrayNode write(List<Entry> entries) {
    ArrayNode pack = Json.array();
    for (Entry entry : entries) {
      for (Point point : entry.points()) {
        ObjectNode record = pack.addObject();
        record.put("n", point.device() + "/" + point.property());
        if (!point.unit().isEmpty()) {
          record.put("u", point.unit());
        }
        record.put("t", seconds(point.deviceTime()));
        switch (point.value()) {
          case Value.Numeric(double number) -> record.put("v", number);
          case Value.Text(String text) -> record.put("vs", text);
          case Value.Truth(boolean truth) -> record.put("vb", truth);
          case Value.Data(Bytes bytes) -> record.put("vd", bytes.base64Url());
        }
        record.put("seq", entry.seq());
        record.put("gt", seconds(point.gatewayTime()));
      }
    }
    return pack;
  }

  /// Reads a pack whose records are ordered by `seq` without a hole.
  ///
  /// @throws MalformedException where a record is not SenML, or sequences leave a hole or go back
  public static List<Entry> read(String where, JsonNode pack) {
    return read(where, pack, false);
  }

  /// Reads a pack whose records are ordered by `seq`.
  ///
  /// @throws MalformedException where a record is not SenML, or sequences go back
  public static List<Entry> readWithHoles(String where, JsonNode pack) {
    return read(where, pack, true);
  }

  private static List<Entry> read(String where, JsonNode pack, boolean holes) {
    if (!pack.isArray() || pack.isEmpty()) {
      throw new MalformedException(where, "an array of SenML records", Json.brief(pack));
    }
    if (pack.size() > MAX_RECORDS) {
      throw new MalformedException(
          where, "at most " + MAX_RECORDS + " records", pack.size() + " records");
    }
    PackReader reader = new PackReader(holes);
    for (int i = 0; i < pack.size(); i++) {
      reader.record(Fields.of(where + "[" + i + "]", pack.get(i)));
    }
    return reader.finish();
  }

  private static BigDecimal seconds(Instant instant) {
    return BigDecimal.valueOf(instant.toEpochMilli(), 3);
  }

  /// Holds the base fields in force and the entry being filled.
  private static final class PackReader {
    private final boolean holes;
    private final List<Entry> entries = new ArrayList<>();
    private List<Point> points = new ArrayList<>();
    private long seq;
    private String baseName = "";
    private String baseUnit = "";
    private BigDecimal baseTime = BigDecimal.ZERO;

    PackReader(boolean holes) {
      this.holes = holes;
    }

    void record(Fields fields) {
      baseName = fields.optionalText("bn", 2 * Ids.MAX_LENGTH).orElse(baseName);
      baseUnit = fields.optionalText("bu", Ids.MAX_LENGTH).orElse(baseUnit);
      baseTime = fields.has("bt") ? number(fields, "bt") : baseTime;
      long next = fields.whole("seq", 1, Long.MAX_VALUE);
      if (next != seq) {
        if (seq != 0 && (holes ? next < seq : next != seq + 1)) {
          throw fields.refused(
              "seq", "the sequence " + seq + " or " + (holes ? "a later one" : (seq + 1)));
        }
        finish();
        seq = next;
      }
      points.add(point(fields));
    }

    List<Entry> finish() {
      if (!points.isEmpty()) {
        entries.add(new Entry(seq, points));
        points = new ArrayList<>();
      }
      return entries;
    }

    private Point point(Fields fields) {
      String name = baseName + fields.optionalText("n", 2 * Ids.MAX_LENGTH).orElse("");
      int slash = name.indexOf('/');
      if (slash < 0) {
        throw new MalformedException(fields.path("n"), "device/property", Json.brief(name));
      }
      return new Point(
          Ids.check(fields.path("n"), name.substring(0, slash)),
          Ids.check(fields.path("n"), name.substring(slash + 1)),
          value(fields),
          fields.optionalText("u", Ids.MAX_LENGTH).orElse(baseUnit),
          instant(
              fields, "t", baseTime.add(fields.has("t") ? number(fields, "t") : BigDecimal.ZERO)),
          instant(fields, "gt", number(fields, "gt")));
    }

    private static Value value(Fields fields) {
      if (fields.has("v")) {
        return new Value.Numeric(number(fields, "v").doubleValue());
      }
      if (fields.has("vb")) {
        return new Value.Truth(fields.truth("vb"));
      }
      if (fields.has("vd")) {
        return new Value.Data(Bytes.fromBase64Url(fields.path("vd"), fields.text("vd", MAX_VALUE)));
      }
      JsonNode text = fields.tree("vs");
      if (!text.isString() || text.stringValue().length() > MAX_VALUE) {
        throw fields.refused("vs", "one of v, vs, vb, vd");
      }
      return new Value.Text(text.stringValue());
    }

    private static BigDecimal number(Fields fields, String name) {
      JsonNode node = fields.tree(name);
      if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
        throw fields.refused(name, "a finite number");
      }
      return node.decimalValue();
    }

    private static Instant instant(Fields fields, String name, BigDecimal seconds) {
      if (seconds.compareTo(FIRST_ABSOLUTE) < 0 || seconds.precision() - seconds.scale() > 12) {
        throw new MalformedException(
            fields.path(name), "seconds since 1970", Json.brief(seconds.toString()));
      }
      return Instant.ofEpochMilli(
          seconds.movePointRight(3).setScale(0, RoundingMode.FLOOR).longValue());
    }
  }
}
