package io.fieldway.trials.channel;

/// Names what does not hold.
final class Invariants {
  private Invariants() {}

  static void require(String invariant, boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(invariant + ": " + what);
    }
  }
}
