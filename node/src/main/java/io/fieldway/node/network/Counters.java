package io.fieldway.node.network;

import com.google.errorprone.annotations.Var;
import java.util.EnumMap;
import java.util.Map;

/// What a network counts as it goes; [NetworkCounts] is its picture for others.
final class Counters {
  @Var long sent;
  @Var long sentBytes;
  @Var long received;
  @Var long taken;
  @Var long older;
  @Var long wanted;
  @Var long mismatched;
  @Var long contested;
  @Var long told;
  @Var long unkept;
  @Var long forgotten;
  private final Map<Refusal, Long> refused = new EnumMap<>(Refusal.class);

  void refuse(Refusal reason) {
    refused.merge(reason, 1L, Long::sum);
  }

  long refused(Refusal reason) {
    return refused.getOrDefault(reason, 0L);
  }
}
