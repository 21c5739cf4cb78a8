package io.fieldway.gateway.driver.modbus;

import io.fieldway.gateway.driver.Decoded;
import io.fieldway.gateway.driver.modbus.Forms.Item;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.model.ThingModel;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Reads a sample of a device's tables, a line for each run of bits or registers: `HoldingRegister
/// 0: 00D7 0001 86A0` in hexadecimal, `Coil 3: 1 0`.
public final class ModbusSample {
  private static final Pattern LINE = Pattern.compile("(\\w+)\\s+(\\d{1,5})\\s*:\\s*(.*)");

  private static final Pattern WORD = Pattern.compile("(?:0[xX])?([0-9a-fA-F]{1,4})");

  private final Map<Entity, TreeMap<Integer, Integer>> tables = new EnumMap<>(Entity.class);

  private ModbusSample() {}

  /// What the registers say by a model's forms.
  ///
  /// @throws MalformedException where a form of the model is none
  public static Decoded read(ThingModel model, String device, String text, Instant now) {
    Forms forms = Forms.of(model);
    if (forms.items().isEmpty()) {
      return Decoded.nothing(device, now, "no property of the model has a Modbus form");
    }
    ModbusSample sample = new ModbusSample();
    try {
      text.lines().filter(line -> !line.isBlank()).forEach(sample::take);
    } catch (MalformedException e) {
      return Decoded.nothing(device, now, String.valueOf(e.getMessage()));
    }
    return sample.decoded(forms, device, now);
  }

  private void take(String line) {
    Matcher parts = LINE.matcher(line.strip());
    if (!parts.matches()) {
      throw new MalformedException(
          "sample", "a line such as HoldingRegister 0: 00D7 0001", Json.brief(line));
    }
    Entity entity = entity(parts.group(1));
    int first = Integer.parseInt(parts.group(2));
    String[] words = parts.group(3).strip().split("\\s+", -1);
    for (int i = 0; i < words.length; i++) {
      Matcher word = WORD.matcher(words[i]);
      if (!word.matches() || (entity.isBits() && !words[i].matches("[01]"))) {
        throw new MalformedException(
            entity.word() + " " + (first + i),
            entity.isBits() ? "0 or 1" : "up to four hexadecimal digits",
            Json.brief(words[i]));
      }
      tables
          .computeIfAbsent(entity, each -> new TreeMap<>())
          .put(first + i, Integer.parseInt(word.group(1), 16));
    }
  }

  private static Entity entity(String word) {
    for (Entity each : Entity.values()) {
      if (each.word().equalsIgnoreCase(word)) {
        return each;
      }
    }
    throw new MalformedException(
        "sample", "Coil, DiscreteInput, HoldingRegister or InputRegister", Json.brief(word));
  }

  private Decoded decoded(Forms forms, String device, Instant now) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    List<String> flaws = new ArrayList<>();
    for (Item each : forms.items()) {
      Place place = each.place();
      TreeMap<Integer, Integer> table = tables.getOrDefault(place.entity(), new TreeMap<>());
      if (table.subMap(place.address(), place.end()).size() == place.quantity()) {
        values.put(each.name(), place.decode(data(place, table), place.address()));
      } else {
        flaws.add(each.name() + ": " + PollPlan.Read.of(List.of(each)) + " is not in the sample");
      }
    }
    return new Decoded(device, OptionalLong.empty(), now, values, flaws);
  }

  private static Bytes data(Place place, SortedMap<Integer, Integer> table) {
    if (place.entity().isBits()) {
      return Bytes.copyOf(new byte[] {table.getOrDefault(place.address(), 0).byteValue()});
    }
    ByteBuffer data = ByteBuffer.allocate(2 * place.quantity());
    table
        .subMap(place.address(), place.end())
        .values()
        .forEach(each -> data.putShort(each.shortValue()));
    return Bytes.copyOf(data.array());
  }
}
