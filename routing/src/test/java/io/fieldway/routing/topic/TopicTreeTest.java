package io.fieldway.routing.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.errorprone.annotations.Var;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicTreeTest {
  private final TopicTree<Object> tree = new TopicTree<>();

  @Test
  void findsAllWhoSubscribedToATopic() {
    tree.add("a/b/c", "exact");
    tree.add("a/+/c", "single");
    tree.add("a/b/#", "multi");
    tree.add("a/b/c/#", "itself and below");
    tree.add("#", "all");
    tree.add("a/b", "above");
    tree.add("a/+/d", "beside");
    assertThat(found("a/b/c"))
        .containsExactlyInAnyOrder("exact", "single", "multi", "itself and below", "all");
  }

  @Test
  void findsASubscriberOnceForEachOfItsFilters() {
    tree.add("a/b", "one");
    tree.add("a/+", "one");
    tree.add("a/#", "one");
    assertThat(found("a/b")).containsExactly("one", "one", "one");
    assertThat(tree.size()).isEqualTo(3);
    assertThat(tree.filters()).isEqualTo(3);
  }

  @Test
  void hasASubscriberOnceOnAFilter() {
    assertThat(tree.add("a/+", "one")).isTrue();
    assertThat(tree.add("a/+", "one")).isFalse();
    assertThat(tree.add("a/+", "two")).isTrue();
    assertThat(tree.add("a/+", "two")).isFalse();
    assertThat(tree.size()).isEqualTo(2);
    assertThat(tree.filters()).isEqualTo(1);
    assertThat(found("a/b")).containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void removesOnlyWhatIsThere() {
    tree.add("a/b", "one");
    assertThat(tree.remove("a/b", "two")).isFalse();
    assertThat(tree.remove("a/+", "one")).isFalse();
    assertThat(tree.remove("a", "one")).isFalse();
    assertThat(tree.remove("a/b", "one")).isTrue();
    assertThat(tree.remove("a/b", "one")).isFalse();
    assertThat(tree.size()).isZero();
  }

  @Test
  void raisesItsVersionWithEveryChangeAndNothingElse() {
    assertThat(tree.version()).isZero();
    tree.add("a/b", "one");
    tree.add("a/b", "one");
    tree.remove("a/b", "two");
    found("a/b");
    assertThat(tree.version()).isEqualTo(1);
    tree.add("a/b", "two");
    tree.remove("a/b", "one");
    assertThat(tree.version()).isEqualTo(3);
  }

  @Test
  void listsEveryFilterWithEverySubscriber() {
    tree.add("a/b", "one");
    tree.add("a/b", "two");
    tree.add("$SYS/#", "three");
    tree.add("#", "four");
    Set<String> all = new HashSet<>();
    tree.forEach((filter, subscriber) -> all.add(filter + " " + subscriber));
    assertThat(all).containsExactlyInAnyOrder("a/b one", "a/b two", "$SYS/# three", "# four");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/#/b", "a+", "#a"})
  void refusesATextThatIsNoFilter(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> tree.add(text, "one"));
    assertThat(tree.size()).isZero();
  }

  @Test
  void mayBeLookedIntoButNotChangedByWhatIsFound() {
    tree.add("a", "one");
    tree.add("+", "two");
    List<Object> inner = new ArrayList<>();
    tree.match("a", each -> tree.match("b", inner::add));
    assertThat(inner).containsExactly("two", "two");
    assertThatIllegalStateException()
        .isThrownBy(() -> tree.match("a", each -> tree.remove("a", each)));
    assertThatIllegalStateException()
        .isThrownBy(() -> tree.forEach((filter, each) -> tree.add("b", each)));
    assertThat(tree.remove("a", "one")).as("a change afterwards").isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "a/+"})
  void addsAndRemovesTheLastOfManyAsFastAsTheFirst(String filter) {
    int subscribers = 100_000;
    for (int i = 0; i < subscribers; i++) {
      tree.add(filter, new Counted(i));
    }
    assertThat(found("a/b")).hasSize(subscribers);
    Counted.COMPARISONS.set(0);
    for (int i = 0; i < subscribers; i++) {
      assertThat(tree.remove(filter, new Counted(i))).isTrue();
    }
    assertThat(Counted.COMPARISONS.get()).isLessThan(10L * subscribers);
    assertThat(tree.filters()).isZero();
  }

  @Test
  void keepsDeepTopicsOffTheStack() throws InterruptedException {
    int levels = 30_000;
    String deep = "a/".repeat(levels) + "a";
    List<String> filters = new ArrayList<>();
    for (int depth = 1; depth <= 200; depth++) {
      filters.add("+/".repeat(depth * (levels / 200)) + "#");
      filters.add("a/".repeat(depth * (levels / 200)) + "#");
    }
    List<Object> found = new ArrayList<>();
    List<Throwable> faults = new ArrayList<>();
    Thread small =
        new Thread(
            null,
            () -> {
              filters.forEach(filter -> tree.add(filter, filter));
              tree.match(deep, found::add);
              filters.forEach(filter -> tree.remove(filter, filter));
            },
            "small stack",
            160 * 1024);
    small.setUncaughtExceptionHandler((thread, fault) -> faults.add(fault));
    small.start();
    small.join();
    assertThat(faults).isEmpty();
    assertThat(found).hasSameSizeAs(filters);
    assertThat(tree.filters()).isZero();
  }

  /// A change and whether it adds.
  record Step(boolean adds, String filter, int subscriber) {}

  @Property(tries = 300)
  void findsWhatASearchThroughAllFiltersFinds(
      @ForAll("steps") List<Step> steps, @ForAll("topics") List<String> topics) {
    TopicTree<Integer> grown = new TopicTree<>(7);
    Set<Step> expected = new HashSet<>();
    @Var long changes = 0;
    for (Step step : steps) {
      Step subscription = new Step(true, step.filter(), step.subscriber());
      boolean changed = step.adds() ? expected.add(subscription) : expected.remove(subscription);
      assertThat(
              step.adds()
                  ? grown.add(step.filter(), step.subscriber())
                  : grown.remove(step.filter(), step.subscriber()))
          .isEqualTo(changed);
      changes += changed ? 1 : 0;
    }
    assertThat(grown.version()).isEqualTo(changes);
    assertThat(grown.size()).isEqualTo(expected.size());
    assertThat(grown.filters())
        .isEqualTo((int) expected.stream().map(Step::filter).distinct().count());
    for (String topic : topics) {
      List<Integer> found = new ArrayList<>();
      grown.match(topic, found::add);
      assertThat(found)
          .as(topic)
          .containsExactlyInAnyOrderElementsOf(
              expected.stream()
                  .filter(each -> Naive.matches(each.filter(), topic))
                  .map(Step::subscriber)
                  .collect(Collectors.toList()));
    }
    Set<Step> listed = new HashSet<>();
    grown.forEach((filter, subscriber) -> listed.add(new Step(true, filter, subscriber)));
    assertThat(listed).isEqualTo(expected);
    expected.forEach(each -> assertThat(grown.remove(each.filter(), each.subscriber())).isTrue());
    assertThat(grown.size()).isZero();
    assertThat(grown.filters()).isZero();
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of(true, true, false),
            Texts.filters(),
            Arbitraries.integers().between(0, 11))
        .as(Step::new)
        .list()
        .ofMaxSize(200);
  }

  @Provide
  Arbitrary<List<String>> topics() {
    return Texts.topics().list().ofMinSize(5).ofMaxSize(30);
  }

  private List<Object> found(String topic) {
    List<Object> found = new ArrayList<>();
    tree.match(topic, found::add);
    return found;
  }

  /// A subscriber that counts how often it is compared.
  private static final class Counted {
    private static final AtomicLong COMPARISONS = new AtomicLong();

    private final int number;

    Counted(int number) {
      this.number = number;
    }

    @Override
    public boolean equals(Object other) {
      COMPARISONS.incrementAndGet();
      return other instanceof Counted counted && counted.number == number;
    }

    @Override
    public int hashCode() {
      return number;
    }
  }
}
