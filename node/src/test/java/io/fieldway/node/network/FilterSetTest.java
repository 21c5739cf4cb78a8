package io.fieldway.node.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class FilterSetTest {
  @Property(tries = 200)
  void hasTheSameRootHoweverItCameToItsFilters(@ForAll long seed) {
    Random random = new Random(seed);
    FilterSet grown = new FilterSet();
    Set<String> model = new TreeSet<>();
    for (@Var int i = 0; i < 300; i++) {
      String filter = "plant/" + random.nextInt(60) + "/#";
      if (random.nextBoolean()) {
        assertThat(grown.put(filter, i)).isEqualTo(model.add(filter));
      } else {
        assertThat(grown.remove(filter)).isEqualTo(model.remove(filter));
      }
      if (random.nextInt(10) == 0) {
        assertThat(grown.root()).isNotNull();
      }
    }
    List<String> shuffled = new ArrayList<>(model);
    Collections.shuffle(shuffled, random);
    FilterSet made = new FilterSet();
    shuffled.forEach(filter -> made.put(filter, FilterSet.UNKEPT));

    assertThat(grown.root()).isEqualTo(made.root());
    assertThat(grown.view()).isEqualTo(model);
    assertThat(grown.size()).isEqualTo(model.size());
    assertThat(grown.characters()).isEqualTo(model.stream().mapToInt(String::length).sum());
  }

  @Property(tries = 200)
  void hasAnotherRootWithAnotherFilter(@ForAll long seed) {
    Random random = new Random(seed);
    FilterSet filters = new FilterSet();
    for (@Var int i = 0; i < 50; i++) {
      filters.put("a/" + random.nextInt(1_000), FilterSet.UNKEPT);
    }
    var before = filters.root();

    filters.put("b", FilterSet.UNKEPT);
    assertThat(filters.root()).isNotEqualTo(before);
    filters.remove("b");
    assertThat(filters.root()).isEqualTo(before);
  }

  @Test
  void doesNotTakeTwoFiltersForOneThatReadsTheSame() {
    FilterSet one = new FilterSet();
    one.put("ab", FilterSet.UNKEPT);
    FilterSet other = new FilterSet();
    other.put("a", FilterSet.UNKEPT);
    other.put("b", FilterSet.UNKEPT);

    assertThat(one.root()).isNotEqualTo(other.root());
    assertThat(one.without(other)).containsExactly("ab");
  }

  @Test
  void keepsTheKeyOfAFilter() {
    FilterSet filters = new FilterSet();
    assertThat(filters.put("a", 7)).isTrue();
    assertThat(filters.put("a", 8)).isFalse();

    assertThat(filters.key("a")).isEqualTo(8);
    assertThat(filters.key("b")).isEqualTo(FilterSet.UNKEPT);
  }
}
