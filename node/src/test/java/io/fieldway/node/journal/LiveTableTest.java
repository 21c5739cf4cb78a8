package io.fieldway.node.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LiveTableTest {
  private final LiveTable table = new LiveTable();

  @Test
  void findsNothingWhereNothingIs() {
    assertThat(table.find(0)).isEqualTo(LiveTable.NONE);
    assertThat(table.find(-1)).isEqualTo(LiveTable.NONE);
    assertThat(table.size()).isZero();
  }

  @Test
  void behavesAsAMapDoesWhateverHappens() {
    long seed = new Random().nextLong();
    Random chance = new Random(seed);
    Map<Long, Long> model = new HashMap<>();
    for (int i = 1; i <= 300_000; i++) {
      // grows for a while, then shrinks for a while; keys collide often
      long key = chance.nextInt(20_000) * (chance.nextBoolean() ? 1L : 1L << 40);
      boolean wanted = chance.nextInt(100) < (i / 50_000 % 2 == 0 ? 75 : 20);
      int slot = table.find(key);
      assertThat(slot != LiveTable.NONE).as("seed %d", seed).isEqualTo(model.containsKey(key));
      if (wanted && slot == LiveTable.NONE) {
        table.insert(key, i, i % 1_000);
        model.put(key, (long) i);
      } else if (wanted) {
        table.set(slot, i, i % 1_000);
        model.put(key, (long) i);
      } else if (slot != LiveTable.NONE) {
        table.removeAt(slot);
        model.remove(key);
      }
    }
    assertThat(table.size()).as("seed %d", seed).isEqualTo(model.size());
    model.forEach((key, place) -> {
      int slot = table.find(key);
      assertThat(table.placeAt(slot)).as("seed %d, key %d", seed, key).isEqualTo(place);
      assertThat(table.sizeAt(slot)).isEqualTo((int) (place % 1_000));
    });
  }

  @Test
  void shrinksAgainWhenItIsEmptied() {
    int smallest = table.capacity();
    for (long key = 0; key < 100_000; key++) {
      table.insert(key, 1, 1);
    }
    assertThat(table.capacity()).isBetween(100_000, 300_000);
    for (long key = 0; key < 100_000; key++) {
      table.removeAt(table.find(key));
    }
    assertThat(table.capacity()).isEqualTo(smallest);
  }

  @Test
  void holdsTheKeysThatOthersUseAsMarks() {
    List<Long> keys = List.of(0L, -1L, Long.MIN_VALUE, Long.MAX_VALUE);
    keys.forEach(key -> table.insert(key, 7, 1));
    assertThat(keys).allMatch(key -> table.placeAt(table.find(key)) == 7);
  }
}
