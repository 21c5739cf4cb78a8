package io.fieldway.controller.reroute;

import io.fieldway.wire.control.Copy;
import io.fieldway.wire.control.CopyState;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Substitutes that do not take a node's copy, which are passed over for a while.
final class Refusals {
  private record Pair(String node, String substitute) {}

  private final long passedOver;
  private final long patience;
  private final Map<Pair, Long> until = new HashMap<>();
  private final Map<Pair, Long> connectingSince = new HashMap<>();

  /// @param passedOver how long a pair is passed over
  /// @param patience how long a substitute may be out of a node's reach
  Refusals(long passedOver, long patience) {
    this.passedOver = passedOver;
    this.patience = patience;
  }

  /// What a node says of its copy at the substitute that the plan names.
  void heard(String node, Copy copy, long now) {
    Pair pair = new Pair(node, copy.substitute());
    if (copy.state() != CopyState.CONNECTING) {
      connectingSince.remove(pair);
    } else {
      connectingSince.putIfAbsent(pair, now);
    }
    boolean isOutOfReach = now - connectingSince.getOrDefault(pair, now) > patience;
    if (copy.state() == CopyState.REFUSED || isOutOfReach) {
      until.put(pair, now + passedOver);
      connectingSince.remove(pair);
    }
  }

  /// node → substitutes passed over now.
  Map<String, Set<String>> now(long now) {
    until.values().removeIf(end -> end <= now);
    Map<String, Set<String>> all = new TreeMap<>();
    until
        .keySet()
        .forEach(pair ->
            all.computeIfAbsent(pair.node(), node -> new TreeSet<>()).add(pair.substitute()));
    return all;
  }
}
