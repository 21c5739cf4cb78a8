package io.fieldway.routing.interest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.errorprone.annotations.Var;
import io.fieldway.routing.topic.TopicFilter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class InterestTest {
  private final Interest interest = new Interest();

  @Test
  void tellsAFilterOnceHoweverOftenItIsSubscribed() {
    assertThat(interest.add("a/b")).isEqualTo(added("a/b"));
    assertThat(interest.add("a/b").isEmpty()).isTrue();
    assertThat(interest.remove("a/b").isEmpty()).isTrue();
    assertThat(interest.remove("a/b")).isEqualTo(removed("a/b"));
    assertThat(interest.remove("a/b").isEmpty()).isTrue();
    assertThat(interest.reduced()).isEmpty();
    assertThat(interest.size()).isZero();
  }

  @Test
  void putsACoveringFilterInThePlaceOfThoseItCovers() {
    interest.add("a/b/+");
    interest.add("a");
    interest.add("b");
    assertThat(interest.add("a/#"))
        .isEqualTo(new InterestChange(List.of("a/#"), List.of("a", "a/b/+")));
    assertThat(interest.reduced()).containsExactly("a/#", "b");
    assertThat(interest.size()).isEqualTo(4);
    assertThat(interest.add("a/x").isEmpty()).isTrue();
    assertThat(interest.remove("a").isEmpty()).isTrue();
    assertThat(interest.remove("a/#"))
        .isEqualTo(new InterestChange(List.of("a/b/+", "a/x"), List.of("a/#")));
    assertThat(interest.reduced()).containsExactly("a/b/+", "a/x", "b");
  }

  @Test
  void bringsBackOnlyThoseThatNothingElseCovers() {
    List.of("a/b", "a/+", "#", "a/#", "+/b").forEach(interest::add);
    assertThat(interest.reduced()).containsExactly("#");
    assertThat(interest.remove("#"))
        .isEqualTo(new InterestChange(List.of("+/b", "a/#"), List.of("#")));
    assertThat(interest.remove("a/#"))
        .isEqualTo(new InterestChange(List.of("a/+"), List.of("a/#")));
    assertThat(interest.remove("a/+")).isEqualTo(removed("a/+"));
    assertThat(interest.reduced()).containsExactly("+/b");
  }

  /// [MQTT-4.7.2-1]
  @Test
  void letsNoWildcardInFrontCoverTheReservedTopics() {
    List.of("#", "$SYS/uptime", "+/uptime", "$SYS/+").forEach(interest::add);
    assertThat(interest.reduced()).containsExactly("#", "$SYS/+");
  }

  @Test
  void tellsTheShorterOfTwoSpellings() {
    assertThat(interest.add("+/#")).isEqualTo(added("#"));
    assertThat(interest.add("#").isEmpty()).isTrue();
    assertThat(interest.remove("+/#").isEmpty()).isTrue();
    assertThat(interest.remove("+/#")).isEqualTo(removed("#"));
  }

  @Test
  void refusesATextThatIsNoFilterAndKeepsNothingOfIt() {
    assertThatIllegalArgumentException().isThrownBy(() -> interest.add("a/#/b"));
    assertThat(interest.size()).isZero();
    assertThat(interest.reduced()).isEmpty();
  }

  /// Against the definition by topics: a filter is told unless another matches all its topics.
  @Property(tries = 100)
  void tellsWhatTheDefinitionByTopicsLeaves(@ForAll long seed) {
    Random random = new Random(seed);
    Interest grown = new Interest(seed);
    SortedMap<String, Integer> times = new TreeMap<>();
    TreeSet<String> told = new TreeSet<>();
    for (@Var int step = 0; step < 60; step++) {
      List<String> present = new ArrayList<>(times.keySet());
      boolean less = random.nextInt(5) < 2 && !present.isEmpty();
      String filter = less ? present.get(random.nextInt(present.size())) : Samples.filter(random);
      InterestChange change = less ? grown.remove(filter) : grown.add(filter);
      times.merge(filter, less ? -1 : 1, Integer::sum);
      times.values().removeIf(count -> count == 0);

      assertThat(change.added()).isSorted().noneMatch(told::contains);
      assertThat(told).containsAll(change.removed());
      change.removed().forEach(told::remove);
      told.addAll(change.added());
      assertThat(grown.reduced()).containsExactlyElementsOf(told);
      assertThat(told).containsExactlyElementsOf(Samples.reduced(times.keySet()));
    }
  }

  /// Filters of up to three levels, and topics enough to tell any two of them apart.
  private static final class Samples {
    private static final List<String> LEVELS = List.of("a", "b", "", "+", "+");
    private static final List<String> TOPICS = topics(List.of("a", "b", "", "$x", "other"), 4);
    private static final Map<String, BitSet> MATCHED = new HashMap<>();

    static String filter(Random random) {
      int levels = 1 + random.nextInt(3);
      List<String> parts = new ArrayList<>();
      parts.add(random.nextInt(6) == 0 ? "$x" : level(random));
      for (@Var int i = 1; i < levels; i++) {
        parts.add(level(random));
      }
      if (random.nextInt(4) == 0) {
        parts.add("#");
      }
      String text = String.join("/", parts);
      return text.isEmpty() ? "#" : text;
    }

    static List<String> reduced(Iterable<String> filters) {
      TreeSet<String> canonical = new TreeSet<>();
      filters.forEach(filter -> canonical.add(TopicFilter.canonical(filter)));
      return canonical.stream()
          .filter(filter ->
              canonical.stream().noneMatch(other -> !other.equals(filter) && covers(other, filter)))
          .toList();
    }

    private static boolean covers(String one, String other) {
      BitSet missing = (BitSet) matched(other).clone();
      missing.andNot(matched(one));
      return missing.isEmpty();
    }

    private static BitSet matched(String filter) {
      return MATCHED.computeIfAbsent(
          filter,
          each -> {
            BitSet found = new BitSet();
            IntStream.range(0, TOPICS.size())
                .filter(i -> TopicFilter.matches(each, TOPICS.get(i)))
                .forEach(found::set);
            return found;
          });
    }

    private static String level(Random random) {
      return LEVELS.get(random.nextInt(LEVELS.size()));
    }

    private static List<String> topics(List<String> levels, int most) {
      List<String> all = new ArrayList<>();
      @Var List<String> longest = levels;
      for (@Var int i = 0; i < most; i++) {
        all.addAll(longest);
        longest =
            longest.stream()
                .flatMap(text -> levels.stream().map(last -> text + "/" + last))
                .toList();
      }
      all.removeIf(String::isEmpty);
      return List.copyOf(all);
    }
  }

  private static InterestChange added(String filter) {
    return new InterestChange(List.of(filter), List.of());
  }

  private static InterestChange removed(String filter) {
    return new InterestChange(List.of(), List.of(filter));
  }
}
