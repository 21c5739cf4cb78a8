package io.fieldway.routing.graph;

import com.google.errorprone.annotations.Var;
import java.util.Arrays;

/// The nodes beside one node, in no order, as slots of the [Topology] with the costs of the links.
final class Neighbours {
  private static final int NOWHERE = -1;

  private int[] slots = new int[0];
  private int[] costs = new int[0];
  private int size;

  Neighbours() {}

  Neighbours(Neighbours other) {
    slots = Arrays.copyOf(other.slots, other.size);
    costs = Arrays.copyOf(other.costs, other.size);
    size = other.size;
  }

  int size() {
    return size;
  }

  int slot(int index) {
    return slots[index];
  }

  int cost(int index) {
    return costs[index];
  }

  /// The cost of the link to a slot, or 0 where there is none.
  int costTo(int slot) {
    int index = index(slot);
    return index == NOWHERE ? 0 : costs[index];
  }

  /// Returns whether anything changed.
  boolean put(int slot, int cost) {
    @Var int index = index(slot);
    if (index == NOWHERE) {
      index = size;
      if (size == slots.length) {
        slots = Arrays.copyOf(slots, 2 * size + 2);
        costs = Arrays.copyOf(costs, 2 * size + 2);
      }
      size++;
    } else if (costs[index] == cost) {
      return false;
    }
    slots[index] = slot;
    costs[index] = cost;
    return true;
  }

  /// Returns whether there was a link.
  boolean remove(int slot) {
    int index = index(slot);
    if (index == NOWHERE) {
      return false;
    }
    size--;
    slots[index] = slots[size];
    costs[index] = costs[size];
    return true;
  }

  private int index(int slot) {
    for (@Var int i = 0; i < size; i++) {
      if (slots[i] == slot) {
        return i;
      }
    }
    return NOWHERE;
  }
}
