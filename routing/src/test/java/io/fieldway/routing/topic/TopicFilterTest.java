package io.fieldway.routing.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.errorprone.annotations.Var;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicFilterTest {
  private static final TopicLimits LIMITS = TopicLimits.defaults();

  @ParameterizedTest
  @CsvSource({
    // §4.7.1.2 multi-level wildcard
    "sport/tennis/player1/#, sport/tennis/player1, true",
    "sport/tennis/player1/#, sport/tennis/player1/ranking, true",
    "sport/tennis/player1/#, sport/tennis/player1/score/wimbledon, true",
    "sport/tennis/player1/#, sport/tennis/player10, false",
    "sport/#, sport, true",
    "sport/#, sports, false",
    "#, sport/tennis, true",
    "#, /, true",
    "sport/tennis/#, sport/tennis, true",
    // §4.7.1.3 single-level wildcard
    "sport/tennis/+, sport/tennis/player1, true",
    "sport/tennis/+, sport/tennis/player2, true",
    "sport/tennis/+, sport/tennis/player1/ranking, false",
    "sport/+, sport, false",
    "sport/+, sport/, true",
    "+, finance, true",
    "+, /finance, false",
    "/+, /finance, true",
    "+/+, /finance, true",
    "+/tennis/#, sport/tennis, true",
    "+/tennis/#, sport/tennis/player1/ranking, true",
    "sport/+/player1, sport/tennis/player1, true",
    "sport/+/player1, sport/tennis/player2, false",
    "sport/+/player1, sport//player1, true",
    // §4.7.2 topics beginning with $
    "#, $SYS/uptime, false",
    "+/monitor/Clients, $SYS/monitor/Clients, false",
    "+/monitor/Clients, a/monitor/Clients, true",
    "$SYS/#, $SYS, true",
    "$SYS/#, $SYS/monitor/Clients, true",
    "$SYS/monitor/+, $SYS/monitor/Clients, true",
    "a/+, a/$b, true",
    // §4.7.3 semantics
    "ACCOUNTS, Accounts, false",
    "Accounts payable, Accounts payable, true",
    "/finance, finance, false",
    "a/b, a/b/, false",
    "a//b, a/b, false",
    // §4.7.1.2: the last of many
    "a/+/+/#, a/b/c, true",
    "a/+/+/#, a/b, false",
  })
  void matchesAsTheSpecificationSays(String filter, String topic, boolean matches)
      throws InvalidTopicException {
    assertThat(TopicFilter.matches(filter, topic)).isEqualTo(matches);
    assertThat(TopicFilter.parse(filter, LIMITS).matches(topic)).isEqualTo(matches);
    assertThat(Naive.matches(filter, topic)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({
    "'', [MQTT-4.7.3-1]",
    "sport/tennis#, [MQTT-4.7.1-1]",
    "sport/tennis/#/ranking, [MQTT-4.7.1-1]",
    "##, [MQTT-4.7.1-1]",
    "#/, [MQTT-4.7.1-1]",
    "sport+, [MQTT-4.7.1-2]",
    "+sport, [MQTT-4.7.1-2]",
    "a/++, [MQTT-4.7.1-2]",
    "a/+#, [MQTT-4.7.1-2]",
    "'a/\0', [MQTT-4.7.3-2]",
    "a/\uD800, [MQTT-1.5.4-1]",
    "$share//sport, [MQTT-4.8.2-1]",
    "$share/, [MQTT-4.8.2-1]",
    "$share/a+/sport, [MQTT-4.8.2-2]",
    "$share/#/sport, [MQTT-4.8.2-2]",
    "$share/group, [MQTT-4.8.2-2]",
    "$share/group/, [MQTT-4.8.2-2]",
    "$share/group/sport+, [MQTT-4.7.1-2]",
    "$share/group/sport/#/x, [MQTT-4.7.1-1]",
  })
  void refusesWithTheClause(String text, String clause) {
    assertThatExceptionOfType(InvalidTopicException.class)
        .isThrownBy(() -> TopicFilter.parse(text, LIMITS))
        .withMessageStartingWith(clause)
        .satisfies(fault -> assertThat(fault.getStackTrace()).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#",
        "+",
        "/",
        "+/",
        "/+",
        "+/+",
        "+/#",
        "+/tennis/#",
        "sport/+/player1",
        "$SYS/#",
        "$share",
        "$shared/a/b",
        "$SHARE/a/b",
        "sport//+",
        "温度/+"
      })
  void readsAFilterOfItsOwn(String text) throws InvalidTopicException {
    TopicFilter filter = TopicFilter.parse(text, LIMITS);
    assertThat(filter).isEqualTo(new TopicFilter(Optional.empty(), text));
    assertThat(filter.text()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "$share/consumer1/sport/tennis/+, consumer1, sport/tennis/+",
    "$share/consumer2//finance, consumer2, /finance",
    "$share/g/#, g, #",
    "$share/g//, g, /",
    "$share/a b/$SYS/#, a b, $SYS/#",
    "$share/$share/$share/x, $share, $share/x",
  })
  void readsASharedFilter(String text, String shareName, String filter)
      throws InvalidTopicException {
    TopicFilter read = TopicFilter.parse(text, LIMITS);
    assertThat(read).isEqualTo(new TopicFilter(Optional.of(shareName), filter));
    assertThat(read.text()).isEqualTo(text);
  }

  @Test
  void saysWhereItWentWrong() {
    assertThatExceptionOfType(InvalidTopicException.class)
        .isThrownBy(() -> TopicFilter.parse("sport/#/x", LIMITS))
        .withMessage(
            "[MQTT-4.7.1-1] expected # to be the last level and whole, came something beside it at"
                + " character 7");
  }

  @Test
  void boundsTheFilterAsItBoundsTheTopic() {
    assertThatExceptionOfType(InvalidTopicException.class)
        .isThrownBy(() -> TopicFilter.parse("a/b/c", new TopicLimits(100, 2)))
        .withMessage("expected at most 2 levels, came 3");
    assertThatExceptionOfType(InvalidTopicException.class)
        .isThrownBy(() -> TopicFilter.parse("a/b/c", new TopicLimits(4, 3)))
        .withMessage("[MQTT-4.7.3-3] expected at most 4 bytes of UTF-8, came 5");
  }

  @Test
  void givesASharedFilterAsManyLevelsAsAnother() throws InvalidTopicException {
    TopicLimits limits = new TopicLimits(100, 2);
    assertThat(TopicFilter.parse("$share/g/a/b", limits).filter()).isEqualTo("a/b");
    assertThatExceptionOfType(InvalidTopicException.class)
        .isThrownBy(() -> TopicFilter.parse("$share/g/a/b/c", limits))
        .withMessage("expected at most 2 levels, came 3");
  }

  @Test
  void isNotMadeOfAnInvalidText() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TopicFilter(Optional.empty(), "a/#/b"))
        .withMessageContaining("[MQTT-4.7.1-1]");
  }

  @ParameterizedTest
  @CsvSource({
    "a/#, a/b/+, true",
    "a/#, a, true",
    "a/+, a/#, false",
    "#, +/+, true",
    "#, $SYS/#, false",
    "$SYS/#, $SYS/a/+, true",
    "+/#, #, true",
    "+/a, $x/a, false",
    "+/+/#, #, false",
    "/+/#, /#, true",
    "a/b, a/+, false",
    "a/+/c, a/b/c, true",
  })
  void coversWhatItWouldMatchAnyhow(String filter, String other, boolean covers) {
    assertThat(TopicFilter.covers(filter, other)).isEqualTo(covers);
    TopicFilter shared = new TopicFilter(Optional.of("group"), filter);
    assertThat(shared.covers(new TopicFilter(Optional.empty(), other))).isEqualTo(covers);
  }

  @ParameterizedTest
  @CsvSource({
    "a/+, +/b, true",
    "a/+, b/+, false",
    "a/#, a, true",
    "a, a/#, true",
    "a/+/#, a, false",
    "a/#, +/b/c, true",
    "#, $SYS/a, false",
    "$SYS/#, +/a, false",
    "$SYS/#, $SYS/+, true",
    "/#, +, false",
    "/#, +/+, true",
    "a/b, a/b/c, false",
  })
  void overlapsWhatHasATopicInCommon(String filter, String other, boolean overlaps) {
    assertThat(TopicFilter.overlaps(filter, other)).isEqualTo(overlaps);
    assertThat(TopicFilter.overlaps(other, filter)).isEqualTo(overlaps);
  }

  /// Every pair of filters of up to three levels against every topic of up to four; `c` stands for
  /// all levels that no filter names.
  @Test
  void coversAndOverlapsExactlyAsTheMatchedTopicsDo() {
    List<String> named = List.of("", "a", "$x");
    List<String> topics = Naive.topics(List.of("", "a", "$x", "c"), 4);
    List<String> filters = Naive.filters(named, 3);
    List<BitSet> matched = filters.stream().map(filter -> matched(filter, topics)).toList();
    List<String> wrong = new ArrayList<>();
    @Var int covering = 0;
    for (int f = 0; f < filters.size(); f++) {
      for (int o = 0; o < filters.size(); o++) {
        BitSet missing = (BitSet) matched.get(o).clone();
        missing.andNot(matched.get(f));
        if (TopicFilter.covers(filters.get(f), filters.get(o)) != missing.isEmpty()) {
          wrong.add(filters.get(f) + " covers " + filters.get(o));
        }
        covering += missing.isEmpty() ? 1 : 0;
        if (TopicFilter.overlaps(filters.get(f), filters.get(o))
            != matched.get(f).intersects(matched.get(o))) {
          wrong.add(filters.get(f) + " overlaps " + filters.get(o));
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(covering).as("pairs of which one covers the other").isGreaterThan(filters.size());
  }

  @Property
  void matchesLikeThePlainWords(@ForAll("filters") String filter, @ForAll("topics") String topic) {
    assertThat(TopicFilter.matches(filter, topic)).isEqualTo(Naive.matches(filter, topic));
  }

  @Property
  void readsBackWhatItWrites(@ForAll("filters") String filter, @ForAll boolean isShared)
      throws InvalidTopicException {
    TopicFilter made = new TopicFilter(isShared ? Optional.of("group") : Optional.empty(), filter);
    assertThat(TopicFilter.parse(made.text(), LIMITS)).isEqualTo(made);
  }

  @Provide
  Arbitrary<String> filters() {
    return Texts.filters();
  }

  @Provide
  Arbitrary<String> topics() {
    return Texts.topics();
  }

  private static BitSet matched(String filter, List<String> topics) {
    BitSet matched = new BitSet();
    for (int i = 0; i < topics.size(); i++) {
      matched.set(i, Naive.matches(filter, topics.get(i)));
    }
    return matched;
  }
}
