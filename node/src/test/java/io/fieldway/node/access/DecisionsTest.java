package io.fieldway.node.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.access.Rule.Action;
import io.fieldway.routing.topic.TopicFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class DecisionsTest {
  private static final List<String> TOPICS = topics();

  @Test
  void theFirstRuleThatMatchesDecides() {
    Decisions decisions =
        decide("deny all everyone a/secret", "allow all everyone a/#", "deny all everyone a/b");
    assertThat(decisions.allow("a/secret")).isFalse();
    assertThat(decisions.allow("a/b")).isTrue();
    assertThat(decisions.allow("b")).as("denied by default").isFalse();
  }

  @Test
  void aRuleIsForItsActionAndItsClient() {
    List<Rule> rules =
        rules(
            "allow publish user alice a",
            "allow all client c2 b",
            "allow subscribe anonymous c",
            "allow publish everyone d");
    Optional<String> alice = Optional.of("alice");
    Decisions publish = Decisions.of(rules, Action.PUBLISH, "c1", alice);
    assertThat(List.of("a", "b", "c", "d")).filteredOn(publish::allow).containsExactly("a", "d");
    Decisions receive = Decisions.of(rules, Action.RECEIVE, "c2", alice);
    assertThat(List.of("a", "b", "c", "d")).filteredOn(receive::allow).containsExactly("b");
    Decisions nobody = Decisions.of(rules, Action.SUBSCRIBE, "c1", Optional.empty());
    assertThat(List.of("a", "b", "c", "d")).filteredOn(nobody::allow).containsExactly("c");
  }

  @Test
  void wildcardsDoNotReachReservedTopics() {
    assertThat(decide("allow all everyone #").allow("$SYS/broker")).isFalse();
    assertThat(decide("allow all everyone #").allowAll("$SYS/#")).isFalse();
    assertThat(decide("allow all everyone $SYS/#").allow("$SYS/broker")).isTrue();
  }

  @Test
  void aSubscriptionMustBeCoveredAndNotTouchWhatIsDeniedBefore() {
    Decisions decisions =
        decide("allow all everyone a/b/#", "deny all everyone a/+/x", "allow all everyone a/#");
    assertThat(decisions.allowAll("a/b/#")).isTrue();
    assertThat(decisions.allowAll("a/b/x")).isTrue();
    assertThat(decisions.allowAll("a/c/y")).isTrue();
    assertThat(decisions.allowAll("a/c/x")).isFalse();
    assertThat(decisions.allowAll("a/c/+")).as("a/c/x is denied").isFalse();
    assertThat(decisions.allowAll("a/#")).as("a/c/x is denied").isFalse();
    assertThat(decisions.allowAll("#")).isFalse();
  }

  @Test
  void anOddNameGetsNothingFromARuleWithNamesAndEscapesNoDenial() {
    List<Rule> rules =
        rules("allow all everyone a", "deny all everyone own/%c/#", "allow all everyone #");
    Decisions odd = Decisions.of(rules, Action.PUBLISH, "x/y", Optional.empty());
    assertThat(odd.allow("a")).isTrue();
    assertThat(odd.allow("own/x/y")).isFalse();
    assertThat(odd.allow("b")).as("all that follows is denied").isFalse();
    Decisions plain = Decisions.of(rules, Action.PUBLISH, "x", Optional.empty());
    assertThat(plain.allow("own/x")).isFalse();
    assertThat(plain.allow("own/y")).isTrue();
  }

  @Test
  void aRuleWithAUserNameIsNotForAnonymousClients() {
    List<Rule> rules = rules("deny all everyone own/%u/#", "allow all everyone #");
    assertThat(Decisions.of(rules, Action.PUBLISH, "x", Optional.empty()).allow("b")).isTrue();
  }

  @Test
  void remembersWithoutMixingTopicsUp() {
    Decisions decisions =
        decide(
            "deny all everyone t/3",
            "deny all everyone t/30",
            "deny all everyone t/300",
            "deny all everyone u",
            "allow all everyone t/+");
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 1_000; i++) {
        boolean denied = i == 3 || i == 30 || i == 300;
        assertThat(decisions.allow("t/" + i)).isEqualTo(!denied);
      }
    }
  }

  @Property
  void aGrantedFilterMatchesNoTopicThatIsDenied(
      @ForAll("ruleLists") List<Rule> rules, @ForAll("filters") String filter) {
    Decisions decisions = Decisions.of(rules, Action.SUBSCRIBE, "c", Optional.empty());
    if (decisions.allowAll(filter)) {
      assertThat(TOPICS)
          .filteredOn(topic -> TopicFilter.matches(filter, topic))
          .allMatch(decisions::allow);
    }
  }

  @Provide
  Arbitrary<String> filters() {
    Arbitrary<String> first = Arbitraries.of("a", "b", "+", "$s", "");
    Arbitrary<List<String>> rest = Arbitraries.of("a", "b", "+", "").list().ofMaxSize(2);
    Arbitrary<String> end = Arbitraries.of("", "/#");
    return Combinators.combine(first, rest, end)
        .as((head, levels, tail) -> {
          List<String> all = new ArrayList<>(List.of(head));
          all.addAll(levels);
          String filter = String.join("/", all) + tail;
          // What "/#" shares with "+" is the empty topic alone, which is none.
          return filter.isEmpty() || filter.equals("/#") ? "#" : filter;
        });
  }

  @Provide
  Arbitrary<List<Rule>> ruleLists() {
    return Combinators.combine(Arbitraries.of("allow", "deny"), filters())
        .as((word, filter) -> Rule.parse(word + " all everyone " + filter))
        .list()
        .ofMaxSize(5);
  }

  /// Every topic of up to four levels of these names.
  private static List<String> topics() {
    List<String> names = List.of("a", "b", "", "z");
    List<String> topics = new ArrayList<>();
    @Var List<String> level = new ArrayList<>(List.of("a", "b", "", "z", "$s", "$t"));
    for (int depth = 1; depth <= 4; depth++) {
      topics.addAll(level);
      level =
          level.stream().flatMap(head -> names.stream().map(name -> head + "/" + name)).toList();
    }
    topics.remove("");
    return topics;
  }

  private static Decisions decide(String... lines) {
    return Decisions.of(rules(lines), Action.PUBLISH, "c", Optional.empty());
  }

  private static List<Rule> rules(String... lines) {
    return Arrays.stream(lines).map(Rule::parse).toList();
  }
}
