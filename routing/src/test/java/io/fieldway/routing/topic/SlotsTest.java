package io.fieldway.routing.topic;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotsTest {
  /// Hashes that are all different, that are often equal, that lie side by side at the end of the
  /// table and at its beginning, and 0, which a free slot has.
  @ParameterizedTest(name = "{0}, up to {1}")
  @CsvSource({
    "1, 8, 1",
    "2, 9, 1",
    "3, 100, 1",
    "4, 2000, 1",
    "5, 2000, 65536",
    "6, 50, -2147483648",
    "7, 300, 1073741824",
  })
  void keepsWhatAListWouldKeep(long seed, int most, int scale) {
    Random random = new Random(seed);
    Slots<Integer> slots = new Slots<>(0);
    List<Integer> expected = new ArrayList<>();
    for (int step = 0; step < 10_000; step++) {
      // Waves, so that tables grow and shrink over and over.
      boolean growing = step / (2 * most) % 2 == 0;
      if (expected.size() < most && random.nextInt(10) < (growing ? 8 : 2)) {
        int element = random.nextInt(most) - most / 2;
        slots.insert(element * scale, element);
        expected.add(element);
      } else if (!expected.isEmpty()) {
        Integer element = expected.remove(/* index */ random.nextInt(expected.size()));
        slots.removeAt(index(slots, element, scale));
      }
      assertThat(slots.size()).isEqualTo(expected.size());
      if (step % 97 == 0) {
        assertThat(elements(slots)).containsExactlyInAnyOrderElementsOf(expected);
        expected.forEach(each -> assertThat(index(slots, each, scale)).isNotNegative());
        assertThat(index(slots, most, scale)).isNegative();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "8", "9", "1000", "100000"})
  void givesItsRoomBack(int elements) {
    Slots<Integer> slots = new Slots<>(0);
    for (int i = 0; i < elements; i++) {
      slots.insert(i * 0x9E37_79B9, i);
    }
    assertThat(slots.capacity()).isLessThanOrEqualTo(Math.max(8, 2 * elements));
    for (int i = 0; i < elements; i++) {
      slots.removeAt(index(slots, i, 0x9E37_79B9));
      assertThat(slots.capacity()).isLessThanOrEqualTo(Math.max(8, 4 * slots.size()));
    }
    assertThat(slots.capacity()).isZero();
  }

  private static int index(Slots<Integer> slots, Integer element, int scale) {
    int hash = element * scale;
    @Var int i = slots.first(hash);
    while (i >= 0 && !element.equals(slots.at(i))) {
      i = slots.next(hash, i);
    }
    return i;
  }

  private static List<Integer> elements(Slots<Integer> slots) {
    List<Integer> elements = new ArrayList<>();
    for (int i = 0; i < slots.capacity(); i++) {
      Integer element = slots.at(i);
      if (element != null) {
        elements.add(element);
      }
    }
    return elements;
  }
}
