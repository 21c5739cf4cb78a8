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

class TopicMapTest {
  private final TopicMap<String> map = new TopicMap<>();

  @Test
  void keepsTheLastValueOfATopic() {
    assertThat(map.put("a/b", "one")).isNull();
    assertThat(map.put("a/b", "two")).isEqualTo("one");
    assertThat(map.get("a/b")).isEqualTo("two");
    assertThat(map.size()).isEqualTo(1);
    assertThat(map.remove("a/b")).isEqualTo("two");
    assertThat(map.remove("a/b")).isNull();
    assertThat(map.get("a/b")).isNull();
    assertThat(map.size()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "a/b, a/b",
    "a/+, 'a/b a/$c'",
    "a/#, 'a a/b a/$c a/b/c'",
    "#, 'a a/b a/$c a/b/c /a'",
    "+/+, 'a/b a/$c /a'",
    "+/#, 'a a/b a/$c a/b/c /a'",
    "+, a",
    "/+, /a",
    "$SYS/#, '$SYS $SYS/up $SYS/up/time'",
    "$SYS/+/#, '$SYS/up $SYS/up/time'",
    "a/b/c/#, a/b/c",
    "a/b/c/+, ''",
    "b/#, ''",
  })
  void findsTheTopicsOfAFilter(String filter, String topics) {
    for (String topic : "a a/b a/$c a/b/c /a $SYS $SYS/up $SYS/up/time".split(" ", -1)) {
      map.put(topic, "of " + topic);
    }
    List<String> found = new ArrayList<>();
    map.match(
        filter,
        (topic, value) -> {
          assertThat(value).isEqualTo("of " + topic);
          found.add(topic);
        });
    assertThat(found)
        .containsExactlyInAnyOrder(topics.isEmpty() ? new String[0] : topics.split(" ", -1));
  }

  @Test
  void listsTheReservedTopicsToo() {
    map.put("a", "1");
    map.put("$SYS/up", "2");
    Map<String, String> all = new HashMap<>();
    map.forEach(all::put);
    assertThat(all).isEqualTo(Map.of("a", "1", "$SYS/up", "2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/+", "#"})
  void refusesATextThatIsNoTopic(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> map.put(text, "one"));
    assertThat(map.get(text)).isNull();
  }

  @Test
  void mayBeLookedIntoButNotChangedByWhatIsFound() {
    map.put("a", "one");
    map.match("+", (topic, value) -> assertThat(map.get(topic)).isEqualTo(value));
    assertThatIllegalStateException()
        .isThrownBy(() -> map.match("+", (topic, value) -> map.remove(topic)));
    assertThatIllegalStateException()
        .isThrownBy(() -> map.forEach((topic, value) -> map.put("b", value)));
    assertThat(map.remove("a")).as("a change afterwards").isEqualTo("one");
  }

  @Test
  void keepsDeepTopicsOffTheStack() throws InterruptedException {
    int levels = 30_000;
    List<String> topics = new ArrayList<>();
    for (int depth = 1; depth <= 200; depth++) {
      topics.add("a/".repeat(depth * (levels / 200)) + "b");
    }
    List<String> found = new ArrayList<>();
    List<Throwable> faults = new ArrayList<>();
    Thread small =
        new Thread(
            null,
            () -> {
              topics.forEach(topic -> map.put(topic, topic));
              map.match("+/".repeat(levels) + "+", (topic, value) -> found.add(topic));
              map.match("a/+/#", (topic, value) -> found.add(topic));
              topics.forEach(map::remove);
            },
            "small stack",
            160 * 1024);
    small.setUncaughtExceptionHandler((thread, fault) -> faults.add(fault));
    small.start();
    small.join();
    assertThat(faults).isEmpty();
    assertThat(found).hasSize(1 + topics.size());
    assertThat(map.size()).isZero();
  }

  @Property(tries = 300)
  void findsWhatASearchThroughAllTopicsFinds(
      @ForAll("topics") List<String> topics, @ForAll("filters") List<String> filters) {
    TopicMap<Integer> grown = new TopicMap<>(7);
    Map<String, Integer> expected = new HashMap<>();
    for (int i = 0; i < topics.size(); i++) {
      if (i % 4 == 3) {
        assertThat(grown.remove(topics.get(i / 2))).isEqualTo(expected.remove(topics.get(i / 2)));
      }
      assertThat(grown.put(topics.get(i), i)).isEqualTo(expected.put(topics.get(i), i));
    }
    assertThat(grown.size()).isEqualTo(expected.size());
    for (String filter : filters) {
      Map<String, Integer> found = new HashMap<>();
      grown.match(filter, (topic, value) -> assertThat(found.put(topic, value)).isNull());
      Map<String, Integer> matching = new HashMap<>(expected);
      matching.keySet().removeIf(topic -> !Naive.matches(filter, topic));
      assertThat(found).as(filter).isEqualTo(matching);
    }
  }

  @Provide
  Arbitrary<List<String>> topics() {
    return Texts.topics().list().ofMaxSize(200);
  }

  @Provide
  Arbitrary<List<String>> filters() {
    return Texts.filters().list().ofMinSize(5).ofMaxSize(30);
  }
}
