package io.fieldway.routing.graph;

import com.google.errorprone.annotations.Var;
import java.util.Arrays;

/// Slots by their weight, the lightest first: a binary heap that knows where each slot stands, so
/// that its weight can change and it can leave from the middle.
final class SlotQueue {
  private int[] heap = new int[0];
  private int[] position = new int[0]; // of a slot in the heap, from 1 on; 0 where it is not there
  private long[] weight = new long[0];
  private int size;

  /// Makes room for so many slots.
  void grow(int slots) {
    heap = Arrays.copyOf(heap, slots);
    position = Arrays.copyOf(position, slots);
    weight = Arrays.copyOf(weight, slots);
  }

  boolean isEmpty() {
    return size == 0;
  }

  /// Adds a slot, or gives it another weight.
  void put(int slot, long newWeight) {
    weight[slot] = newWeight;
    if (position[slot] == 0) {
      set(size, slot);
      size++;
    }
    settle(slot);
  }

  /// Removes a slot, if it is there.
  void remove(int slot) {
    int index = position[slot] - 1;
    if (index < 0) {
      return;
    }
    position[slot] = 0;
    size--;
    if (index < size) {
      int last = heap[size];
      set(index, last);
      settle(last);
    }
  }

  /// Removes the lightest slot and returns it.
  int poll() {
    int first = heap[0];
    remove(first);
    return first;
  }

  private void settle(int slot) {
    up(slot);
    down(slot);
  }

  private void up(int slot) {
    @Var int index = position[slot] - 1;
    while (index > 0) {
      int parent = (index - 1) / 2;
      if (weight[heap[parent]] <= weight[slot]) {
        break;
      }
      set(index, heap[parent]);
      index = parent;
    }
    set(index, slot);
  }

  private void down(int slot) {
    @Var int index = position[slot] - 1;
    while (2 * index + 1 < size) {
      @Var int child = 2 * index + 1;
      if (child + 1 < size && weight[heap[child + 1]] < weight[heap[child]]) {
        child++;
      }
      if (weight[slot] <= weight[heap[child]]) {
        break;
      }
      set(index, heap[child]);
      index = child;
    }
    set(index, slot);
  }

  private void set(int index, int slot) {
    heap[index] = slot;
    position[slot] = index + 1;
  }
}
