package io.fieldway.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.link.LinkConfig;
import io.fieldway.node.network.CrossingConfig;
import io.fieldway.node.network.LinkFilter;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Messages in a mesh whose nodes say what may cross their links.
final class CrossingScenarioTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final MeshBounds CONFIG =
      MeshBounds.defaults()
          .withLink(LinkConfig.defaults().withHello(Duration.ofSeconds(1), 3))
          .withTrail(new TrailConfig(200_000, 1_000_000));

  private static MeshBounds filtering(LinkFilter... filters) {
    return CONFIG.withCrossing(new CrossingConfig(List.of(filters), PATIENCE));
  }

  private static void restart(Station station, MeshBounds config) {
    station.dies();
    station.config = config;
    station.start();
  }

  private static World world(long seed, String... links) {
    World world = new World(seed, CONFIG);
    for (String link : links) {
      for (String name : link.split("-", -1)) {
        if (world.stations.stream().noneMatch(each -> each.name.equals(name))) {
          world.add(name);
        }
      }
      world.wire(link.substring(0, 1), link.substring(2));
    }
    return world;
  }

  private static void publish(World world, Publisher publisher, QoS qos, int count) {
    for (@Var int i = 0; i < count; i++) {
      publisher.publish(qos);
      world.pass(Duration.ofMillis(100));
    }
  }

  private static Subscriber subscriber(World world, String node) {
    return new Subscriber(world, world.station(node), "at-" + node, "t/#", QoS.EXACTLY_ONCE);
  }

  private static void assertNothingStays(World world) {
    for (Station station : world.stations) {
      assertThat(station.mesh().counts().custodyMessages()).as("at " + station.name).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(QoS.class)
  void whatMayNotCrossIsNotSentAndDoesNotStay(QoS qos) {
    World world = world(1, "a-b", "b-c");
    restart(world.station("b"), filtering(new LinkFilter("c", List.of("t/p/#"), List.of())));
    Subscriber beyond = subscriber(world, "c");
    Subscriber between = subscriber(world, "b");
    Publisher allowed = new Publisher(world, world.station("a"), "p");
    Publisher barred = new Publisher(world, world.station("a"), "r");
    world.pass(PATIENCE.plusMinutes(1));

    publish(world, allowed, qos, 20);
    publish(world, barred, qos, 20);
    world.pass(Duration.ofSeconds(20));

    assertThat(beyond.numbers("p", qos)).hasSize(20);
    assertThat(beyond.numbers("r", qos)).isEmpty();
    assertThat(between.numbers("r", qos)).hasSize(20);
    assertThat(world.station("a").mesh().counts().barred()).isEqualTo(20);
    assertThat(barred.refused()).isZero();
    assertNothingStays(world);
    String topic = Publisher.topic("r", qos);
    assertThat(world.station("a").mesh().guide().trace(topic, "a"))
        .extracting(Guide.Way::line)
        .contains("no way leads to c that the topic may take by t/#");
    assertThat(world.station("a").mesh().trail().steps(topic))
        .extracting(Step::why)
        .contains(Stay.NO_ALLOWED_WAY);
  }

  @Test
  void whatWaitsForAWayThatItMayTakeIsGivenUpWithoutHarmToTheRest() {
    World world = world(2, "a-b", "b-c");
    Subscriber beyond = subscriber(world, "c");
    Publisher allowed = new Publisher(world, world.station("a"), "p");
    Publisher barred = new Publisher(world, world.station("a"), "r");
    world.pass(Duration.ofSeconds(10));
    world.station("c").dies();
    world.pass(Duration.ofSeconds(10));
    for (@Var int i = 0; i < 10; i++) {
      publish(world, allowed, QoS.EXACTLY_ONCE, 1);
      publish(world, barred, QoS.EXACTLY_ONCE, 1);
    }
    world.station("c").config = filtering(new LinkFilter("b", List.of(), List.of("t/p/#")));

    world.station("c").start();
    world.pass(PATIENCE.plusMinutes(2));

    assertThat(beyond.numbers("p", QoS.EXACTLY_ONCE)).hasSize(10);
    assertThat(beyond.numbers("r", QoS.EXACTLY_ONCE)).isEmpty();
    assertThat(world.station("a").mesh().counts().barred()).isEqualTo(10);
    assertNothingStays(world);
    publish(world, allowed, QoS.EXACTLY_ONCE, 5);
    world.pass(Duration.ofSeconds(20));
    assertThat(beyond.numbers("p", QoS.EXACTLY_ONCE)).hasSize(15);
  }

  @Test
  void nothingIsLostWhileTheOnlyAllowedWayIsDownForLessThanThePatience() {
    World world = world(3, "a-b", "b-c", "a-d", "d-c");
    restart(world.station("b"), filtering(new LinkFilter("c", List.of("other"), List.of())));
    Subscriber beyond = subscriber(world, "c");
    Publisher publisher = new Publisher(world, world.station("a"), "p");
    world.pass(Duration.ofSeconds(30));
    publish(world, publisher, QoS.EXACTLY_ONCE, 10);
    world.station("d").dies();
    publish(world, publisher, QoS.EXACTLY_ONCE, 10);
    world.pass(Duration.ofSeconds(40)); // the patience of a is a minute
    world.station("d").start();
    world.pass(Duration.ofMinutes(1));

    assertThat(beyond.numbers("p", QoS.EXACTLY_ONCE)).hasSize(20).isSorted();
    assertThat(world.station("b").mesh().counts().forwarded()).isZero();
    assertNothingStays(world);
  }

  @Test
  void aNodeTakesNothingThatMayNotComeWhateverItsNeighbourSends() {
    World world = world(5, "a-b");
    restart(world.station("b"), filtering(new LinkFilter("*", List.of(), List.of("t/p/#"))));
    Subscriber subscriber = subscriber(world, "b");
    Publisher publisher = new Publisher(world, world.station("a"), "p");
    world.pass(Duration.ofSeconds(10));
    world.between("a", "b").alters = CrossingScenarioTest::onAnotherTopic;

    publish(world, publisher, QoS.EXACTLY_ONCE, 3);
    world.pass(Duration.ofSeconds(10));
    assertThat(subscriber.got()).isEmpty();
    assertThat(world.station("b").mesh().counts().importsRefused()).isPositive();

    world.between("a", "b").alters = UnaryOperator.identity();
    world.pass(Duration.ofSeconds(20));
    assertThat(subscriber.numbers("p", QoS.EXACTLY_ONCE)).containsExactly(1, 2, 3);
    assertNothingStays(world);
  }

  private static Packet onAnotherTopic(Packet packet) {
    return packet instanceof Publish publish && publish.topic().startsWith("t/")
        ? new Publish(
            "t/r/2",
            publish.payload(),
            publish.qos(),
            publish.retain(),
            publish.dup(),
            publish.packetId(),
            publish.properties())
        : packet;
  }

  @Test
  void retainedMessagesAndSharedSubscriptionsKeepToTheWays() {
    World world = world(4, "a-b", "b-c", "a-d");
    restart(world.station("b"), filtering(new LinkFilter("c", List.of("t/p/#"), List.of())));
    Publisher publisher = new Publisher(world, world.station("a"), "p");
    Subscriber near =
        new Subscriber(world, world.station("c"), "c", "$share/g/t/#", QoS.EXACTLY_ONCE);
    Subscriber far =
        new Subscriber(world, world.station("d"), "d", "$share/g/t/#", QoS.EXACTLY_ONCE);
    world.pass(PATIENCE.plusMinutes(1));
    publisher.publish("t/r/1", "1", QoS.AT_LEAST_ONCE, true);
    publisher.publish("t/p/1", "2", QoS.AT_LEAST_ONCE, true);
    world.pass(Duration.ofSeconds(20));

    assertThat(far.numbers("r", QoS.AT_LEAST_ONCE)).as("the member that it may reach").hasSize(1);
    assertThat(near.numbers("r", QoS.AT_LEAST_ONCE)).isEmpty();
    assertThat(world.station("c").broker().retainedViews())
        .extracting(view -> view.topic())
        .filteredOn(topic -> topic.startsWith("t/"))
        .containsExactly("t/p/1");
    assertNothingStays(world);
  }

  /// Random meshes with random filters, links that break and nodes that are killed.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyMessageComesWhereItMayAndCrossesNoLinkThatItMayNot(long seed) {
    World world = new World(seed, CONFIG);
    List<String> names = List.of("a", "b", "c", "d", "e", "f");
    names.forEach(world::add);
    List<String[]> links = new ArrayList<>();
    for (@Var int i = 1; i < names.size(); i++) {
      links.add(new String[] {names.get(world.below(i)), names.get(i)});
    }
    for (@Var int i = 0; i < 4; i++) {
      String one = world.any(names);
      String other = world.any(names);
      if (!one.equals(other)
          && links.stream().noneMatch(link -> Set.of(link).equals(Set.of(one, other)))) {
        links.add(new String[] {one, other});
      }
    }
    Map<String, LinkFilter> filters = new TreeMap<>();
    for (@Var int i = 0; i < 3; i++) {
      String node = world.any(names);
      LinkFilter filter = new LinkFilter("*", list(world), list(world));
      filters.put(node, filter);
      restart(world.station(node), filtering(filter));
    }
    links.forEach(link -> world.wire(link[0], link[1]));
    List<Subscriber> subscribers = names.stream().map(name -> subscriber(world, name)).toList();
    List<Publisher> publishers = new ArrayList<>();
    for (String id : List.of("p", "r")) {
      publishers.add(new Publisher(world, world.station(world.any(names)), id));
    }
    world.pass(PATIENCE.plusMinutes(1));
    for (@Var int i = 0; i < 60; i++) {
      for (Publisher publisher : publishers) {
        publish(world, publisher, QoS.EXACTLY_ONCE, 1);
      }
      if (i % 10 == 3) {
        world.any(world.wires).breaks();
      }
      if (i % 20 == 7) {
        Station killed = world.any(world.stations);
        killed.dies();
        world.pass(Duration.ofSeconds(2));
        killed.start();
      }
    }
    world.pass(PATIENCE.multipliedBy(3));

    for (Publisher publisher : publishers) {
      String topic = Publisher.topic(publisher.id, QoS.EXACTLY_ONCE);
      Set<String> allowed = reached(publisher.station.name, topic, links, filters);
      for (Subscriber subscriber : subscribers) {
        List<Integer> got = subscriber.numbers(publisher.id, QoS.EXACTLY_ONCE);
        if (allowed.contains(subscriber.station.name)) {
          assertThat(got)
              .as("%s at %s, seed %d", topic, subscriber.station.name, seed)
              .containsAll(publisher.acknowledged(QoS.EXACTLY_ONCE))
              .doesNotHaveDuplicates()
              .isSortedAccordingTo(Comparator.naturalOrder());
        } else {
          assertThat(got).as("%s at %s, seed %d", topic, subscriber.station.name, seed).isEmpty();
        }
      }
      for (Station station : world.stations) {
        for (Step step : station.mesh().trail().steps(topic)) {
          assertThat(
                  step.fate() != Step.Fate.FORWARDED
                      || mayCross(station.name, step.to(), topic, filters))
              .isTrue();
        }
      }
    }
    assertNothingStays(world);
  }

  private static List<String> list(World world) {
    return world.any(List.of(List.of(), List.of("t/p/#"), List.of("t/r/#"), List.of("t/#")));
  }

  private static boolean mayCross(
      String from, String to, String topic, Map<String, LinkFilter> filters) {
    return isListed(filters.getOrDefault(from, LinkFilter.defaults()).exports(), topic)
        && isListed(filters.getOrDefault(to, LinkFilter.defaults()).imports(), topic);
  }

  private static boolean isListed(List<String> list, String topic) {
    return list.isEmpty()
        || list.stream().anyMatch(filter -> topic.startsWith(filter.replace("#", "")));
  }

  private static Set<String> reached(
      String from, String topic, List<String[]> links, Map<String, LinkFilter> filters) {
    Set<String> reached = new HashSet<>(Set.of(from));
    for (@Var int before = 0; before < reached.size(); ) {
      before = reached.size();
      for (String[] link : links) {
        if (reached.contains(link[0]) && mayCross(link[0], link[1], topic, filters)) {
          reached.add(link[1]);
        }
        if (reached.contains(link[1]) && mayCross(link[1], link[0], topic, filters)) {
          reached.add(link[0]);
        }
      }
    }
    return reached;
  }
}
