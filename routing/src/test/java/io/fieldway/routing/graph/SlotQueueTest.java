package io.fieldway.routing.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SlotQueueTest {
  private static final int SLOTS = 20;

  /// Each number is one thing done: what, to which slot, with which weight.
  @Property(tries = 200)
  void givesTheLightestFirstWhateverCameAndLeft(
      @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 9_999) Integer> deeds) {
    SlotQueue queue = new SlotQueue();
    queue.grow(SLOTS);
    Map<Integer, Long> expected = new HashMap<>();
    for (int deed : deeds) {
      int slot = deed / 10 % SLOTS;
      long weight = deed / 200;
      switch (deed % 10) {
        case 0, 1 -> {
          queue.remove(slot);
          expected.remove(slot);
        }
        case 2, 3 -> poll(queue, expected);
        default -> {
          queue.put(slot, weight);
          expected.put(slot, weight);
        }
      }
    }
    @Var int left = expected.size();
    while (left > 0) {
      poll(queue, expected);
      left--;
    }
    assertThat(queue.isEmpty()).isTrue();
  }

  private static void poll(SlotQueue queue, Map<Integer, Long> expected) {
    assertThat(queue.isEmpty()).isEqualTo(expected.isEmpty());
    if (!expected.isEmpty()) {
      long lightest = expected.values().stream().mapToLong(each -> each).min().orElseThrow();
      assertThat(expected.remove(queue.poll())).isEqualTo(lightest);
    }
  }
}
