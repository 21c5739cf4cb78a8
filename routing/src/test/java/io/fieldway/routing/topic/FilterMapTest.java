package io.fieldway.routing.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterMapTest {
  private static final String FILTERS = "# a a/# a/+ a/b a/b/+ a/+/c +/b /# $SYS/# $SYS/a";

  private final FilterMap<String> map = new FilterMap<>();

  @Test
  void keepsTheLastValueOfAFilter() {
    assertThat(map.put("a/+", "one")).isNull();
    assertThat(map.put("a/+", "two")).isEqualTo("one");
    assertThat(map.get("a/+")).isEqualTo("two");
    assertThat(map.get("a/b")).isNull();
    assertThat(map.size()).isEqualTo(1);
    assertThat(map.remove("a/+")).isEqualTo("two");
    assertThat(map.remove("a/+")).isNull();
    assertThat(map.size()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"+/#, #", "/+/#, /#"})
  void takesTwoSpellingsForOneFilter(String longer, String shorter) {
    map.put(longer, "one");
    assertThat(map.get(shorter)).isEqualTo("one");
    map.forEach((filter, value) -> assertThat(filter).isEqualTo(shorter));
    assertThat(map.put(shorter, "two")).isEqualTo("one");
    assertThat(map.remove(longer)).isEqualTo("two");
  }

  @ParameterizedTest
  @CsvSource({
    "a/b, '# a/# a/+ a/b +/b'",
    "a/b/c, '# a/# a/b/+ a/+/c'",
    "a/b/+, '# a/# a/b/+'",
    "a/+, '# a/# a/+'",
    "a, '# a a/#'",
    "a/#, '# a/#'",
    "+/#, #",
    "/b, '# +/b /#'",
    "$SYS/a, '$SYS/# $SYS/a'",
    "$SYS/+, $SYS/#",
    "+/+, #",
  })
  void findsWhoCoversAFilter(String filter, String covering) {
    fill();
    List<String> found = new ArrayList<>();
    map.covering(filter, (each, value) -> found.add(each));
    assertThat(found).containsExactlyInAnyOrder(covering.split(" ", -1));
  }

  @ParameterizedTest
  @CsvSource({
    "#, '# a a/# a/+ a/b a/b/+ a/+/c +/b /#'",
    "a/#, 'a a/# a/+ a/b a/b/+ a/+/c'",
    "a/+/#, 'a/+ a/b a/b/+ a/+/c'",
    "a/+, 'a/+ a/b'",
    "+/+, 'a/+ a/b +/b'",
    "+/b, 'a/b +/b'",
    "a/+/+, 'a/b/+ a/+/c'",
    "$SYS/+, $SYS/a",
    "b, ''",
  })
  void findsWhomAFilterCovers(String filter, String covered) {
    fill();
    List<String> found = new ArrayList<>();
    map.coveredBy(filter, (each, value) -> found.add(each));
    assertThat(found)
        .containsExactlyInAnyOrder(covered.isEmpty() ? new String[0] : covered.split(" ", -1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/#/b", "a+"})
  void refusesATextThatIsNoFilter(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> map.put(text, "one"));
    assertThatIllegalArgumentException().isThrownBy(() -> map.covering(text, (each, value) -> {}));
    assertThatIllegalArgumentException().isThrownBy(() -> map.coveredBy(text, (each, value) -> {}));
    assertThat(map.size()).isZero();
  }

  @Test
  void mayBeLookedIntoButNotChangedByWhatIsFound() {
    map.put("a", "one");
    map.covering("a", (filter, value) -> assertThat(map.get(filter)).isEqualTo(value));
    assertThatIllegalStateException()
        .isThrownBy(() -> map.covering("a", (filter, value) -> map.remove(filter)));
    assertThatIllegalStateException()
        .isThrownBy(() -> map.coveredBy("#", (filter, value) -> map.put("b", value)));
    assertThatIllegalStateException()
        .isThrownBy(() -> map.forEach((filter, value) -> map.put("b", value)));
    assertThat(map.remove("a")).as("a change afterwards").isEqualTo("one");
  }

  @Property(tries = 150)
  void findsWhatAComparisonOfAllPairsFinds(
      @ForAll("filters") List<String> filters, @ForAll("filters") List<String> asked) {
    FilterMap<Integer> grown = new FilterMap<>(7);
    Map<String, Integer> expected = new HashMap<>();
    for (int i = 0; i < filters.size(); i++) {
      if (i % 4 == 3) {
        String former = filters.get(i / 2);
        assertThat(grown.remove(former)).isEqualTo(expected.remove(TopicFilter.canonical(former)));
      }
      String filter = filters.get(i);
      assertThat(grown.put(filter, i)).isEqualTo(expected.put(TopicFilter.canonical(filter), i));
    }
    assertThat(grown.size()).isEqualTo(expected.size());
    Map<String, Integer> all = new HashMap<>();
    grown.forEach((filter, value) -> assertThat(all.put(filter, value)).isNull());
    assertThat(all).isEqualTo(expected);
    for (String filter : asked) {
      Map<String, Integer> covering = new HashMap<>();
      grown.covering(filter, (each, value) -> assertThat(covering.put(each, value)).isNull());
      Map<String, Integer> coveringAll = new HashMap<>(expected);
      coveringAll.keySet().removeIf(each -> !TopicFilter.covers(each, filter));
      assertThat(covering).as("covering " + filter).isEqualTo(coveringAll);

      Map<String, Integer> covered = new HashMap<>();
      grown.coveredBy(filter, (each, value) -> assertThat(covered.put(each, value)).isNull());
      Map<String, Integer> coveredAll = new HashMap<>(expected);
      coveredAll.keySet().removeIf(each -> !TopicFilter.covers(filter, each));
      assertThat(covered).as("covered by " + filter).isEqualTo(coveredAll);
    }
  }

  @Provide
  Arbitrary<List<String>> filters() {
    return Texts.filters().list().ofMinSize(5).ofMaxSize(120);
  }

  private void fill() {
    for (String filter : FILTERS.split(" ", -1)) {
      map.put(filter, "of " + filter);
    }
  }
}
