package io.fieldway.trials.channel;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.outbox.OutboxState;
import io.fieldway.gateway.outbox.StreamState;
import io.fieldway.wire.telemetry.StreamId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// What of a gateway outlives it.
final class Disk {
  /// Where a device's session stands.
  record Mark(String session, long seq) {}

  /// A reading's place in the store → its records.
  final NavigableMap<Long, String> entries = new TreeMap<>();

  final Map<String, Mark> marks = new LinkedHashMap<>();
  final Map<String, String> commands = new LinkedHashMap<>();
  final Map<String, String> twins = new LinkedHashMap<>();
  @Var OutboxState state;

  Disk(long epoch) {
    this.state =
        new OutboxState(List.of(new StreamState(new StreamId("live", epoch), 0, 0, 0, 0, 0)));
  }
}
