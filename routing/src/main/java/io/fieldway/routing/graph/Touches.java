package io.fieldway.routing.graph;

import com.google.errorprone.annotations.Var;
import java.util.function.IntConsumer;

/// Which slots of a [Topology] changed last, so that who follows it need not look at the others. Of
/// a changed link both ends are touched. Old touches are forgotten; who has not seen one that is
/// gone begins anew.
final class Touches {
  private static final int REMEMBERED = 256;

  private final int[] slots = new int[REMEMBERED];
  private long count;
  private long oldest;

  /// How many touches there have ever been.
  long count() {
    return count;
  }

  void add(int slot) {
    slots[(int) (count % REMEMBERED)] = slot;
    count++;
    oldest = Math.max(oldest, count - REMEMBERED);
  }

  /// Makes everybody begin anew.
  void forget() {
    count++;
    oldest = count;
  }

  /// Whether all touches are known that came after so many.
  boolean remember(long since) {
    return since >= oldest;
  }

  void forEach(long since, IntConsumer each) {
    for (@Var long i = since; i < count; i++) {
      each.accept(slots[(int) (i % REMEMBERED)]);
    }
  }
}
