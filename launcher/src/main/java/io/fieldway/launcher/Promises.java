package io.fieldway.launcher;

import io.fieldway.devices.FieldListener;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What the devices were promised – every reading they got an acknowledgement for – to be compared
/// with what the database holds. A device counts its readings from 1 on in its property `count`;
/// the comparison holds within one session of each device.
public final class Promises implements FieldListener {
  /// The property in which every simulated device counts its readings.
  public static final String COUNT = "count";

  private final Map<String, Set<Long>> acknowledged = new ConcurrentHashMap<>();

  @Override
  public void acknowledged(String device, String session, long seq) {
    acknowledged.computeIfAbsent(device, each -> ConcurrentHashMap.newKeySet()).add(seq);
  }

  /// The devices that were promised anything.
  public Set<String> devices() {
    return Collections.unmodifiableSet(acknowledged.keySet());
  }

  /// How many readings were acknowledged.
  public long size() {
    return acknowledged.values().stream().mapToLong(Set::size).sum();
  }

  /// How many readings of one device were acknowledged.
  public long size(String device) {
    return acknowledged.getOrDefault(device, Set.of()).size();
  }

  /// Compares one device's promises with how often each of its readings is stored.
  ///
  /// @param times the reading's number → how often the database holds it
  public Kept compare(String device, Map<Long, Integer> times) {
    List<String> missing = new ArrayList<>();
    for (long seq : acknowledged.getOrDefault(device, Set.of())) {
      if (!times.containsKey(seq)) {
        missing.add(device + "#" + seq);
      }
    }
    List<String> doubled = new ArrayList<>();
    times.forEach((seq, found) -> {
      if (found > 1) {
        doubled.add(device + "#" + seq + " ×" + found);
      }
    });
    return new Kept(missing, doubled);
  }

  /// What was not kept.
  ///
  /// @param missing acknowledged readings that are not stored
  /// @param doubled readings that are stored more than once
  public record Kept(List<String> missing, List<String> doubled) {
    public Kept(List<String> missing, List<String> doubled) {
      this.missing = List.copyOf(missing);
      this.doubled = List.copyOf(doubled);
    }
  }
}
