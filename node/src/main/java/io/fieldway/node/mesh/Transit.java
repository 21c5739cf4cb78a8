package io.fieldway.node.mesh;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.broker.Onward;
import java.util.ArrayList;
import java.util.List;

/// A message in this node's custody.
final class Transit {
  /// What it costs in memory besides what it says, roughly.
  private static final int OVERHEAD = 256;

  private static final int LEG = 64;

  final String origin;

  /// Which of its origin's disks counted it: another one counts anew.
  final long incarnation;

  final Onward message;

  /// The neighbour it came from; empty where it was published here, or came before a restart.
  @Var String from = "";

  final List<Leg> legs = new ArrayList<>(1);

  /// How many nodes it may still pass.
  @Var int hops;

  /// Its key in the journal, 0 while it is not kept.
  @Var long key;

  /// Of the journal, from which on it is durable.
  @Var long position;

  /// Legs that are not done.
  @Var int open;

  /// What the message says, in bytes; it is asked for several times on the way, and costs a look at
  /// all properties.
  @Var private long said = -1;

  Transit(String origin, long incarnation, Onward message, int hops) {
    this.origin = origin;
    this.incarnation = incarnation;
    this.message = message;
    this.hops = hops;
  }

  /// Whether it is the first that each of its destinations lacks.
  boolean isOldest() {
    for (int i = 0; i < legs.size(); i++) {
      if (!legs.get(i).isOldest()) {
        return false;
      }
    }
    return true;
  }

  /// What it costs in memory.
  long bytes() {
    if (said < 0) {
      said = message.bytes();
    }
    return OVERHEAD + (long) LEG * legs.size() + said;
  }
}
