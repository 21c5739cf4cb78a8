package io.fieldway.node.attach;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.ReasonCode;
import java.util.EnumMap;
import java.util.Map;

/// What was counted of an attachment, and is known of it across connections.
final class Counters {
  /// Whether the other broker was told to begin anew, and has no session yet that goes on.
  @Var boolean cleared;

  @Var long connects;
  @Var long sessionsLost;
  @Var long in;
  @Var long out;
  @Var long loopsStopped;
  @Var long offeredAgain;
  @Var long filtersRefused;
  final Map<ReasonCode, Long> refusedIn = new EnumMap<>(ReasonCode.class);
  final Map<ReasonCode, Long> refusedOut = new EnumMap<>(ReasonCode.class);

  void refused(Witness.Way way, ReasonCode reason) {
    (way == Witness.Way.IN ? refusedIn : refusedOut).merge(reason, 1L, Long::sum);
  }
}
