package io.fieldway.gateway.driver.modbus;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.driver.modbus.Forms.Item;
import io.fieldway.wire.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// Which requests bring all properties of a device, and how often. Values that stand beside each
/// other come in one request, up to what one request may ask for. A core without I/O.
record PollPlan(List<Poll> polls) {
  /// Requests that are due together.
  record Poll(Duration every, List<Read> reads) {
    Poll(Duration every, List<Read> reads) {
      this.every = every;
      this.reads = List.copyOf(reads);
    }
  }

  /// One request.
  ///
  /// @param items at least one, ordered by address
  record Read(Entity entity, int address, int quantity, List<Item> items) {
    Read(Entity entity, int address, int quantity, List<Item> items) {
      this.entity = entity;
      this.address = address;
      this.quantity = quantity;
      this.items = List.copyOf(items);
    }

    static Read of(List<Item> items) {
      Place first = items.getFirst().place();
      int end = items.stream().mapToInt(each -> each.place().end()).max().orElseThrow();
      return new Read(first.entity(), first.address(), end - first.address(), items);
    }

    /// The same values, each in a request of its own: for a device that refuses the whole.
    List<Read> apart() {
      return items.stream().map(each -> of(List.of(each))).toList();
    }

    /// How many bytes the device sends for it.
    int bytes() {
      return entity.isBits() ? (quantity + 7) / 8 : 2 * quantity;
    }

    Map<String, JsonNode> values(Bytes data) {
      Map<String, JsonNode> values = new LinkedHashMap<>();
      items.forEach(each -> values.put(each.name(), each.place().decode(data, address)));
      return values;
    }

    @Override
    public String toString() {
      return entity.word() + " " + address + (quantity > 1 ? "–" + (address + quantity - 1) : "");
    }
  }

  PollPlan(List<Poll> polls) {
    this.polls = List.copyOf(polls);
  }

  /// Plans.
  ///
  /// @param interval for what does not name its own
  /// @param maxGap bits or registers between two values that may be read for nothing
  static PollPlan of(List<Item> items, Duration interval, int maxGap) {
    Map<Duration, Map<Entity, List<Item>>> groups = new TreeMap<>();
    for (Item each : items) {
      Duration every =
          each.pollingMillis() == 0 ? interval : Duration.ofMillis(each.pollingMillis());
      groups
          .computeIfAbsent(every, duration -> new EnumMap<>(Entity.class))
          .computeIfAbsent(each.place().entity(), entity -> new ArrayList<>())
          .add(each);
    }
    List<Poll> polls = new ArrayList<>();
    groups.forEach((every, tables) -> {
      List<Read> reads = new ArrayList<>();
      tables.values().forEach(table -> reads.addAll(joined(table, maxGap)));
      polls.add(new Poll(every, reads));
    });
    return new PollPlan(polls);
  }

  /// The plan with one request taken apart.
  PollPlan apart(Read read) {
    return new PollPlan(
        polls.stream()
            .map(poll ->
                new Poll(
                    poll.every(),
                    poll.reads().stream()
                        .flatMap(each ->
                            each.equals(read) ? each.apart().stream() : List.of(each).stream())
                        .toList()))
            .toList());
  }

  private static List<Read> joined(List<Item> table, int maxGap) {
    List<Item> sorted = new ArrayList<>(table);
    sorted.sort(Comparator.comparingInt(each -> each.place().address()));
    List<Read> reads = new ArrayList<>();
    List<Item> open = new ArrayList<>();
    @Var int end = 0;
    for (Item each : sorted) {
      Place place = each.place();
      boolean joins =
          !open.isEmpty()
              && place.address() <= end + maxGap
              && Math.max(end, place.end()) - open.getFirst().place().address()
                  <= place.entity().mostRead();
      if (!joins && !open.isEmpty()) {
        reads.add(Read.of(open));
        open.clear();
      }
      end = joins ? Math.max(end, place.end()) : place.end();
      open.add(each);
    }
    if (!open.isEmpty()) {
      reads.add(Read.of(open));
    }
    return reads;
  }
}
