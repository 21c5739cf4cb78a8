package io.fieldway.devices.client;

import io.fieldway.wire.Json;
import io.fieldway.wire.device.DeviceLine.Reading;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// The readings a gateway has not acknowledged, by sequence, within bounds of number and bytes.
final class Unacknowledged {
  private final int maxReadings;
  private final long maxBytes;
  private final NavigableMap<Long, Kept> kept = new TreeMap<>();
  private long bytes;

  private record Kept(Reading reading, int bytes) {}

  Unacknowledged(int maxReadings, long maxBytes) {
    this.maxReadings = maxReadings;
    this.maxBytes = maxBytes;
  }

  /// Keeps a reading; returns what had to go for it, oldest first. The newest always stays.
  List<Long> add(Reading reading) {
    int size = Json.write(reading.json()).getBytes(StandardCharsets.UTF_8).length;
    kept.put(reading.seq(), new Kept(reading, size));
    bytes += size;
    List<Long> dropped = new ArrayList<>();
    while (kept.size() > maxReadings || (bytes > maxBytes && kept.size() > 1)) {
      dropped.add(removeFirst());
    }
    return dropped;
  }

  /// Forgets everything up to a sequence; returns what that was.
  List<Long> acknowledge(long upTo) {
    List<Long> gone = new ArrayList<>();
    while (!kept.isEmpty() && kept.firstKey() <= upTo) {
      gone.add(removeFirst());
    }
    return gone;
  }

  /// The first reading after a sequence.
  Optional<Reading> after(long seq) {
    return Optional.ofNullable(kept.higherEntry(seq)).map(entry -> entry.getValue().reading());
  }

  /// How many of the kept readings have a sequence up to this one.
  int countUpTo(long seq) {
    return kept.isEmpty() || kept.firstKey() > seq ? 0 : kept.headMap(seq, true).size();
  }

  int size() {
    return kept.size();
  }

  private long removeFirst() {
    var first = kept.firstEntry();
    if (first == null) {
      throw new IllegalStateException("nothing is kept");
    }
    kept.remove(first.getKey());
    bytes -= first.getValue().bytes();
    return first.getKey();
  }
}
