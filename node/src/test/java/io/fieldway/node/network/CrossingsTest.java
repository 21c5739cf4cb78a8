package io.fieldway.node.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.routing.graph.ShortestPaths;
import io.fieldway.routing.graph.Topology;
import io.fieldway.routing.topic.TopicFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// Which ways topics may take.
final class CrossingsTest {
  private static final List<String> FILTERS =
      List.of("#", "a/#", "a/+", "b/#", "+/x", "a/x", "b/y", "$own/#");

  private static final List<String> TOPICS =
      List.of("a", "a/x", "a/y", "b/x", "b/y", "c", "$own/x", "a/x/z");

  private final Topology topology = new Topology();
  private final Map<String, List<LinkFilter>> filters = new TreeMap<>();
  private final Map<String, Crossings> crossings = new TreeMap<>();

  private Crossings at(String node) {
    return crossings.computeIfAbsent(
        node,
        name -> {
          Crossings made = new Crossings(name, topology, new ShortestPaths(topology, name), 0);
          filters.forEach(made::told);
          return made;
        });
  }

  private void filter(String node, LinkFilter... its) {
    filters.put(node, List.of(its));
    crossings.values().forEach(each -> each.told(node, List.of(its)));
  }

  // What the filters say, read again and simply.
  private boolean mayCross(String from, String to, String topic) {
    return listed(from, to, topic, true) && listed(to, from, topic, false);
  }

  private boolean listed(String node, String neighbour, String topic, boolean out) {
    for (LinkFilter each : filters.getOrDefault(node, List.of())) {
      if (each.peer().equals("*") || each.peer().equals(neighbour)) {
        List<String> list = out ? each.exports() : each.imports();
        for (String filter : list) {
          if (TopicFilter.matches(filter, topic)) {
            return true;
          }
        }
        return list.isEmpty();
      }
    }
    return true;
  }

  /// The weights from a node by relaxing all links as often as there are nodes (Bellman and Ford).
  private Map<String, Long> weights(String from, String topic) {
    Map<String, Long> weights = new HashMap<>();
    weights.put(from, 0L);
    for (@Var int round = 0; round < topology.size(); round++) {
      for (String one : topology.nodes()) {
        Long weight = weights.get(one);
        if (weight != null) {
          topology
              .neighbours(one)
              .forEach((other, cost) -> {
                if (mayCross(one, other, topic)) {
                  weights.merge(other, weight + cost, Math::min);
                }
              });
        }
      }
    }
    return weights;
  }

  private void assertTrue(String topic) {
    for (String from : topology.nodes()) {
      Map<String, Long> expected = weights(from, topic);
      for (String to : topology.nodes()) {
        Long weight = expected.get(to);
        assertThat(at(from).weight(topic, to))
            .as("from %s to %s on %s", from, to, topic)
            .isEqualTo(weight == null ? OptionalLong.empty() : OptionalLong.of(weight));
        if (weight != null) {
          assertWay(from, to, topic, weight);
        }
      }
    }
  }

  /// Each relay asks itself alone, and the message comes by allowed links at the expected cost.
  private void assertWay(String from, String to, String topic, long weight) {
    @Var String at = from;
    @Var long left = weight;
    while (!at.equals(to)) {
      String next = at(at).nextHop(topic, to).orElseThrow();
      assertThat(mayCross(at, next, topic)).isTrue();
      left -= topology.cost(at, next).orElseThrow();
      assertThat(left).as("left from %s to %s at %s", from, to, next).isNotNegative();
      at = next;
    }
    assertThat(left).isZero();
    assertThat(at(from).from(from, topic).path(to)).startsWith(from).endsWith(to);
  }

  @Property(tries = 150)
  void agreesWithWhatIsFoundByTryingAll(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int nodes = random.nextInt(2, 9);
    for (@Var int i = 0; i < nodes; i++) {
      topology.add("n" + i);
    }
    for (@Var int step = 0; step < 6; step++) {
      for (@Var int i = random.nextInt(1, 2 * nodes); i > 0; i--) {
        change(random, nodes);
      }
      filter("n" + random.nextInt(nodes), some(random, nodes));
      for (String topic : TOPICS) {
        assertTrue(topic);
      }
    }
    topology.nodes().forEach(topology::remove);
    filters.clear();
    crossings.clear();
  }

  private void change(SplittableRandom random, int nodes) {
    int one = random.nextInt(nodes);
    int other = random.nextInt(nodes);
    if (one != other && random.nextInt(4) > 0) {
      topology.link("n" + one, "n" + other, random.nextInt(1, 4));
    } else if (one != other) {
      topology.cut("n" + one, "n" + other);
    }
  }

  private static LinkFilter[] some(SplittableRandom random, int nodes) {
    List<LinkFilter> some = new ArrayList<>();
    for (@Var int i = random.nextInt(4); i > 0; i--) {
      String peer = random.nextInt(3) == 0 ? "*" : "n" + random.nextInt(nodes);
      some.add(new LinkFilter(peer, list(random), list(random)));
    }
    return some.toArray(LinkFilter[]::new);
  }

  private static List<String> list(SplittableRandom random) {
    List<String> list = new ArrayList<>();
    for (@Var int i = random.nextInt(3); i > 0; i--) {
      list.add(FILTERS.get(random.nextInt(FILTERS.size())));
    }
    return list;
  }

  @Test
  void goesRoundALinkThatATopicMayNotCross() {
    topology.link("a", "b", 1);
    topology.link("b", "c", 1);
    topology.link("a", "d", 1);
    topology.link("d", "e", 1);
    topology.link("e", "c", 1);
    filter("b", new LinkFilter("c", List.of("open/#"), List.of()));

    assertThat(at("a").nextHop("open/1", "c")).contains("b");
    assertThat(at("a").from("a", "shut/1").path("c")).containsExactly("a", "d", "e", "c");
    assertThat(at("c").nextHop("shut/1", "a")).as("the other way").contains("b");
    assertThat(at("a").isActive()).isTrue();
    filter("b");
    assertThat(at("a").isActive()).isFalse();
  }

  @Test
  void barsANodeOnlyAfterItsPatienceAndOnlyWhereItCanBeReachedAtAll() {
    topology.link("a", "b", 1);
    Crossings a = at("a");
    a.patience(Duration.ofMinutes(1).toMillis());
    filter("b", new LinkFilter("*", List.of(), List.of("open/#")));
    a.changed(5_000);

    assertThat(a.isBarred("open/1", "b", 1_000_000)).isFalse();
    assertThat(a.isBarred("shut/1", "b", 64_999)).isFalse();
    assertThat(a.isBarred("shut/1", "b", 65_000)).isTrue();

    topology.cut("a", "b");
    a.changed(100_000);
    assertThat(a.isBarred("shut/1", "b", 1_000_000)).as("a part of the mesh is away").isFalse();
    topology.link("a", "b", 1);
    a.changed(2_000_000);
    assertThat(a.isBarred("shut/1", "b", 2_059_999)).isFalse();
    assertThat(a.isBarred("shut/1", "b", 2_060_000)).isTrue();
  }

  @Test
  void letsComeOnlyWhatItImports() {
    filter(
        "a",
        new LinkFilter("b", List.of(), List.of("open/#")),
        new LinkFilter("*", List.of("x"), List.of("y")));

    assertThat(at("a").mayCome("open/1", "b")).isTrue();
    assertThat(at("a").mayCome("y", "b")).isFalse();
    assertThat(at("a").mayCome("y", "c")).isTrue();
    assertThat(at("a").mayCome("x", "c")).isFalse();
    assertThat(at("b").mayCome("x", "a")).isTrue();
  }
}
