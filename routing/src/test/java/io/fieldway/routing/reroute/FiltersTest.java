package io.fieldway.routing.reroute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fieldway.routing.topic.TopicFilter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class FiltersTest {
  /// Words of the filters, and z, which stands for all that no filter has.
  private static final List<String> TOPICS = topics(List.of("", "a", "b", "$x", "z"), 4);

  @Provide
  static Arbitrary<Filters> sets() {
    Arbitrary<String> level = Arbitraries.of("a", "b", "+", "a", "", "$x");
    Arbitrary<String> plain =
        level.list().ofMinSize(1).ofMaxSize(3).map(levels -> String.join("/", levels));
    Arbitrary<String> deep =
        level.list().ofMaxSize(2).map(levels -> String.join("/", levels) + "/#");
    return Arbitraries.oneOf(plain, deep, Arbitraries.of("#", "a/#", "+/+/#", "+"))
        .filter(text -> !text.isEmpty())
        .set()
        .ofMaxSize(5)
        .map(Filters::of);
  }

  @Property(tries = 400)
  void aSetIsWithinAnotherWhereEachOfItsTopicsIs(
      @ForAll("sets") Filters one, @ForAll("sets") Filters other) {
    assertThat(one.isWithin(other)).isEqualTo(matched(other).containsAll(matched(one)));
  }

  @Property(tries = 400)
  void setsMeetWhereATopicIsInBoth(@ForAll("sets") Filters one, @ForAll("sets") Filters other) {
    Set<String> both = matched(one);
    both.retainAll(matched(other));
    assertThat(one.meets(other)).isEqualTo(!both.isEmpty());
    assertThat(other.meets(one)).isEqualTo(!both.isEmpty());
    assertThat(Filters.halvesShared(one, other) > 0).isEqualTo(!both.isEmpty());
    assertThat(Filters.halvesShared(other, one)).isEqualTo(Filters.halvesShared(one, other));
  }

  @Test
  void comparesTopicsAndNotSpellings() {
    Filters whole = Filters.of(List.of("a/#"));
    Filters parts = Filters.of(List.of("a", "a/+/#"));
    assertThat(whole.isWithin(parts)).isTrue();
    assertThat(parts.isWithin(whole)).isTrue();
    assertThat(whole.isWithin(Filters.of(List.of("a", "a/+", "a/+/+")))).isFalse();
    assertThat(Filters.of(List.of("#")).isWithin(Filters.of(List.of("+", "+/+/#")))).isTrue();
    assertThat(Filters.of(List.of("+/#"))).isEqualTo(Filters.of(List.of("#")));
  }

  /// [MQTT-4.7.2-1]
  @Test
  void letsNoWildcardInFrontReachTheReservedTopics() {
    assertThat(Filters.of(List.of("$SYS/a")).isWithin(Filters.of(List.of("#")))).isFalse();
    assertThat(Filters.of(List.of("$SYS/a")).meets(Filters.of(List.of("+/a")))).isFalse();
  }

  @Test
  void refusesATextThatIsNoFilter() {
    assertThatIllegalArgumentException().isThrownBy(() -> Filters.of(List.of("a/#/b")));
    assertThatIllegalArgumentException().isThrownBy(() -> Filters.of(List.of("")));
  }

  private static Set<String> matched(Filters filters) {
    Set<String> matched = new LinkedHashSet<>();
    for (String topic : TOPICS) {
      if (filters.texts().stream().anyMatch(filter -> TopicFilter.matches(filter, topic))) {
        matched.add(topic);
      }
    }
    return matched;
  }

  private static List<String> topics(List<String> words, int levels) {
    List<String> all = new ArrayList<>();
    List<String> longest = new ArrayList<>(words);
    for (int level = 1; level <= levels; level++) {
      all.addAll(longest);
      List<String> shorter = List.copyOf(longest);
      longest.clear();
      shorter.forEach(each -> words.forEach(last -> longest.add(each + "/" + last)));
    }
    all.removeIf(String::isEmpty);
    return all;
  }
}
