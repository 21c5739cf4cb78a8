package io.fieldway.trials.instructions;

import com.google.errorprone.annotations.Var;
import io.fieldway.trials.simulation.World;

/// A link that loses, delays, doubles and reorders what it carries, and is cut. What belongs to an
/// older session reaches nobody.
final class Link {
  private final World world;
  @Var private boolean whole = true;
  @Var private boolean faultless;
  @Var private long session;

  Link(World world) {
    this.world = world;
  }

  void cut() {
    whole = false;
    session++;
  }

  void mend() {
    whole = true;
  }

  /// No more faults.
  void heal() {
    whole = true;
    faultless = true;
  }

  boolean isWhole() {
    return whole;
  }

  /// Ends what is under way, and begins anew.
  long begin() {
    return ++session;
  }

  boolean isCurrent(long one) {
    return whole && one == session;
  }

  long delay() {
    return faultless || world.chance(0.95) ? world.between(1, 200) : world.between(200, 9_000);
  }

  void carry(long one, Runnable arrival) {
    if (!faultless && world.chance(0.05)) {
      return;
    }
    deliver(one, arrival);
    if (!faultless && world.chance(0.05)) {
      deliver(one, arrival);
    }
  }

  private void deliver(long one, Runnable arrival) {
    world.after(
        delay(),
        () -> {
          if (isCurrent(one)) {
            arrival.run();
          }
        });
  }
}
