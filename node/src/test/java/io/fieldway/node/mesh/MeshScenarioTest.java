package io.fieldway.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.broker.BrokerConfig;
import io.fieldway.node.broker.WhenFull;
import io.fieldway.node.link.LinkConfig;
import io.fieldway.node.network.RoutingConfig;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.QoS;
import io.fieldway.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a mesh does where something is short, gone or strange: one scenario each, in virtual time.
final class MeshScenarioTest {
  private static final MeshBounds CONFIG =
      MeshBounds.defaults().withLink(LinkConfig.defaults().withHello(Duration.ofSeconds(1), 3));
  private static final CustodyConfig CUSTODY = CustodyConfig.defaults();
  private static final CustodyConfig SELDOM_ASKED =
      new CustodyConfig(
          CUSTODY.maximumBytes(),
          CUSTODY.window(),
          CUSTODY.maximumHops(),
          Duration.ofHours(1),
          CUSTODY.retry());

  /// A chain of nodes a, b, c ….
  private static World chain(long seed, MeshBounds config, int nodes) {
    World world = new World(seed, config);
    for (@Var int i = 0; i < nodes; i++) {
      world.add(name(i));
      if (i > 0) {
        world.wire(name(i - 1), name(i));
      }
    }
    return world;
  }

  private static String name(int number) {
    return String.valueOf((char) ('a' + number));
  }

  private static void publish(World world, Publisher publisher, int count, int millis) {
    for (@Var int i = 0; i < count; i++) {
      publisher.publish(QoS.EXACTLY_ONCE);
      world.pass(Duration.ofMillis(millis));
    }
  }

  private static void publish(World world, Publisher publisher, QoS qos, int count) {
    for (@Var int i = 0; i < count; i++) {
      publisher.publish(qos);
    }
    world.pass(Duration.ofMillis(1));
  }

  /// Each in order, once, and none lost.
  private static void assertWhole(Subscriber subscriber, Publisher publisher) {
    List<Integer> got = subscriber.numbers(publisher.id, QoS.EXACTLY_ONCE);
    assertThat(got).as("NothingAckedIsLost").containsAll(publisher.acknowledged(QoS.EXACTLY_ONCE));
    assertThat(got)
        .as("OnceMeansOnce, OrderKept")
        .doesNotHaveDuplicates()
        .isSortedAccordingTo(Comparator.naturalOrder());
  }

  private static void assertNothingStays(World world) {
    for (Station station : world.stations) {
      assertThat(station.mesh().counts().custodyMessages()).as("at " + station.name).isZero();
      assertThat(station.mesh().counts().custodyBytes()).as("at " + station.name).isZero();
    }
  }

  private static Subscriber subscriber(World world, String node, String id) {
    return new Subscriber(world, world.station(node), id, "t/#", QoS.EXACTLY_ONCE);
  }

  @Test
  void clientsMayUseTheNamesOfTheHeader() {
    World world = chain(1, CONFIG, 3);
    Subscriber subscriber = subscriber(world, "c", "s");
    Publisher publisher = new Publisher(world, world.station("a"), "p");
    Properties properties =
        Properties.builder()
            .user("fieldway", "x")
            .user("fieldway-shared", "y z")
            .user("fieldway", "a 1 62 1 0 c:1:1")
            .user("other", "w")
            .build();
    publisher.properties = properties;
    world.pass(Duration.ofSeconds(5));
    publish(world, publisher, 3, 50);
    world.pass(Duration.ofSeconds(5));
    assertWhole(subscriber, publisher);
    assertThat(subscriber.got()).hasSize(3).allMatch(got -> got.properties().equals(properties));
  }

  @Test
  void slowConsumerStopsItsPublishersAndNoOthers() {
    World world = chain(2, CONFIG.withCustody(CUSTODY.withMaximumBytes(40_000)), 4);
    world.station("c").bounds = small(20);
    world.station("c").dies();
    world.station("c").start();
    Subscriber slow = new Subscriber(world, world.station("c"), "s", "t/p/#", QoS.EXACTLY_ONCE);
    Subscriber quick = new Subscriber(world, world.station("d"), "q", "t/r/#", QoS.EXACTLY_ONCE);
    Publisher stopped = new Publisher(world, world.station("a"), "p");
    Publisher free = new Publisher(world, world.station("a"), "r");
    world.pass(Duration.ofSeconds(5));
    slow.reads = false;
    for (@Var int i = 0; i < 600; i++) {
      stopped.publish(QoS.EXACTLY_ONCE);
      if (i % 4 == 0) {
        free.publish(QoS.EXACTLY_ONCE);
      }
      world.pass(Duration.ofMillis(20));
    }
    assertThat(stopped.refused()).as("refused").isPositive();
    assertThat(free.refused()).as("others refused").isZero();
    world.pass(Duration.ofSeconds(2));
    assertThat(quick.numbers("r", QoS.EXACTLY_ONCE)).hasSize(150);
    slow.readsAgain();
    world.pass(Duration.ofSeconds(60));
    assertWhole(slow, stopped);
    assertWhole(quick, free);
    assertThat(stopped.acknowledged(QoS.EXACTLY_ONCE)).hasSizeGreaterThan(20);
    assertNothingStays(world);
  }

  private static BrokerConfig small(int queued) {
    BrokerConfig all = BrokerConfig.defaults();
    return new BrokerConfig(
        all.maximumPacketSize(),
        all.connectTimeout(),
        all.receiveMaximum(),
        10,
        all.topicAliasMaximum(),
        all.maximumSessionExpiry(),
        all.maximumKeepAlive(),
        all.maximumTopicBytes(),
        all.maximumTopicLevels(),
        all.maximumSessions(),
        all.maximumSubscriptions(),
        queued,
        all.maximumQueuedBytes(),
        all.maximumRetained(),
        all.maximumPendingBytes(),
        all.maximumPendingBytesOfAll(),
        WhenFull.REFUSE,
        all.statisticsInterval(),
        all.history());
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 4, 5})
  void smallCustodyHoldsBothDirectionsBackAndStopsNeither(long seed) {
    World world =
        chain(seed, CONFIG.withCustody(CUSTODY.withMaximumBytes(6_000).withWindow(64)), 6);
    Subscriber right = new Subscriber(world, world.station("f"), "s", "t/p/#", QoS.EXACTLY_ONCE);
    Subscriber left = new Subscriber(world, world.station("a"), "u", "t/r/#", QoS.EXACTLY_ONCE);
    Publisher fromLeft = new Publisher(world, world.station("a"), "p");
    Publisher fromRight = new Publisher(world, world.station("f"), "r");
    world.pass(Duration.ofSeconds(5));
    for (@Var int i = 0; i < 2_000; i++) {
      fromLeft.publish(QoS.EXACTLY_ONCE);
      fromRight.publish(QoS.EXACTLY_ONCE);
      world.pass(Duration.ofMillis(world.below(20)));
      if (i % 300 == 0) {
        world.any(world.wires).breaks();
      }
    }
    world.pass(Duration.ofMinutes(5));
    assertWhole(right, fromLeft);
    assertWhole(left, fromRight);
    assertThat(fromLeft.acknowledged(QoS.EXACTLY_ONCE)).hasSizeGreaterThan(100);
    assertNothingStays(world);
  }

  @Test
  void destinationThatLosesItsDiskGetsWhatComesThen() {
    World world = chain(6, CONFIG, 3);
    Subscriber burnt = subscriber(world, "c", "s");
    Subscriber other = subscriber(world, "b", "o");
    Publisher publisher = new Publisher(world, world.station("a"), "p");
    world.pass(Duration.ofSeconds(5));
    for (@Var int life = 0; life < 5; life++) {
      publish(world, publisher, 30, 5);
      world.station("c").burns();
      publish(world, publisher, 10, 5);
      world.station("c").start();
      world.pass(Duration.ofSeconds(10));
      int before = publisher.acknowledged(QoS.EXACTLY_ONCE).size();
      publish(world, publisher, 5, 50);
      world.pass(Duration.ofSeconds(10));
      List<Integer> now = publisher.acknowledged(QoS.EXACTLY_ONCE);
      assertThat(burnt.numbers("p", QoS.EXACTLY_ONCE)).containsAll(now.subList(before, now.size()));
    }
    assertWhole(other, publisher);
    assertNothingStays(world);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void destinationThatIsCarriedOnFromAnOlderCopyIsAskedAtOnce(int nodes) {
    String last = name(nodes - 1);
    @Var int takenByAll = 0;
    for (@Var int seed = 0; seed < 100; seed++) {
      World world = chain(seed, CONFIG.withCustody(SELDOM_ASKED), nodes);
      Subscriber subscriber = subscriber(world, last, "s");
      Publisher publisher = new Publisher(world, world.station("a"), "p");
      world.pass(Duration.ofSeconds(5));
      publish(world, publisher, QoS.AT_LEAST_ONCE, 3);
      world.pass(Duration.ofMillis(100));
      Map<Long, Bytes> copy = world.station(last).copy();
      publisher.publish(QoS.AT_LEAST_ONCE);
      if (isWithDestinationAlone(world, last)) {
        takenByAll++;
        world.between("a", "b").breaks();
        world.station(last).isCarriedOnFrom(copy);
        publisher.publish(QoS.AT_LEAST_ONCE);
        world.pass(Duration.ofSeconds(20));
        assertThat(subscriber.numbers("p", QoS.AT_LEAST_ONCE)).contains(1, 2, 3, 4, 5);
        assertNothingStays(world);
      }
    }
    assertThat(takenByAll).isPositive();
  }

  @Test
  void allThatAnOlderCopyLacksIsSentAgain() {
    @Var long resent = 0;
    for (@Var int seed = 0; seed < 30; seed++) {
      World world = chain(seed, CONFIG.withCustody(SELDOM_ASKED), 3);
      subscriber(world, "c", "s");
      List<Publisher> publishers = new ArrayList<>();
      for (@Var int i = 0; i < 40; i++) {
        publishers.add(new Publisher(world, world.station("a"), "p" + i));
      }
      world.pass(Duration.ofSeconds(5));
      Map<Long, Bytes> copy = world.station("c").copy();
      for (Publisher each : publishers) {
        publish(world, each, QoS.AT_LEAST_ONCE, 20);
      }
      world.pass(Duration.ofMillis(seed));
      world.between("a", "b").breaks();
      world.station("c").isCarriedOnFrom(copy);
      world.pass(Duration.ofSeconds(20));
      resent = Math.max(resent, world.station("a").mesh().counts().resent());
      assertNothingStays(world);
    }
    assertThat(resent).as("more than is sent at a time").isGreaterThan(256);
  }

  /// Waits until the destination has a message on its disk, and the source has not heard of it.
  private static boolean isWithDestinationAlone(World world, String destination) {
    for (@Var int i = 0; i < 400; i++) {
      world.pass(Duration.ofMillis(1));
      boolean isWithRelay =
          world.stations.stream()
              .skip(1)
              .anyMatch(each -> each.mesh().counts().custodyMessages() > 0);
      boolean isTaken = world.station(destination).mesh().counts().arrived() == 4;
      MeshCounts source = world.station("a").mesh().counts();
      if (source.custodyMessages() == 0) {
        return false;
      }
      if (isTaken && !isWithRelay && source.inflight() + source.unsent() + source.waiting() == 0) {
        return true;
      }
    }
    return false;
  }

  @Test
  void sourceThatLosesItsDiskCountsAnew() {
    World world = chain(7, CONFIG, 3);
    Subscriber subscriber = subscriber(world, "c", "s");
    Publisher publisher = new Publisher(world, world.station("a"), "p");
    world.pass(Duration.ofSeconds(5));
    for (@Var int life = 0; life < 5; life++) {
      publish(world, publisher, 30, 5);
      world.station("a").burns();
      world.pass(Duration.ofSeconds(1));
      world.station("a").start();
      world.pass(Duration.ofSeconds(10));
      int before = publisher.acknowledged(QoS.EXACTLY_ONCE).size();
      publish(world, publisher, 5, 50);
      world.pass(Duration.ofSeconds(10));
      List<Integer> now = publisher.acknowledged(QoS.EXACTLY_ONCE);
      assertThat(subscriber.numbers("p", QoS.EXACTLY_ONCE))
          .containsAll(now.subList(before, now.size()));
    }
    assertNothingStays(world);
  }

  @Test
  void relayHasOnItsDiskWhatItAcknowledged() {
    @Var int handedOver = 0;
    for (@Var int seed = 0; seed < 20; seed++) {
      World world = chain(seed, CONFIG, 3);
      Subscriber subscriber = subscriber(world, "c", "s");
      Publisher publisher = new Publisher(world, world.station("a"), "p");
      world.pass(Duration.ofSeconds(5));
      publisher.publish(QoS.EXACTLY_ONCE);
      world.between("b", "c").whole = false;
      world.between("b", "c").breaks();
      @Var boolean isWithRelay = false;
      for (@Var int i = 0; i < 200 && !isWithRelay; i++) {
        world.pass(Duration.ofMillis(1));
        MeshCounts counts = world.station("a").mesh().counts();
        isWithRelay =
            counts.forwarded() > 0 && counts.inflight() + counts.unsent() + counts.waiting() == 0;
      }
      world.station("a").burns();
      world.station("b").dies();
      world.station("b").start();
      world.between("b", "c").whole = true;
      world.pass(Duration.ofSeconds(20));
      if (isWithRelay) {
        handedOver++;
        assertThat(subscriber.numbers("p", QoS.EXACTLY_ONCE)).containsExactly(1);
      }
    }
    assertThat(handedOver).isPositive();
  }

  @Test
  void messageAtQosOneLeavesBeforeItIsOnDiskAndOneAtQosTwoDoesNot() {
    World world = chain(9, CONFIG, 2);
    Subscriber subscriber = subscriber(world, "b", "s");
    Publisher publisher = new Publisher(world, world.station("a"), "p");
    world.pass(Duration.ofSeconds(5));
    publisher.publish(QoS.AT_LEAST_ONCE);
    world.pass(Duration.ofSeconds(2));
    world.station("a").diskHangs = true;
    publisher.publish(QoS.AT_LEAST_ONCE);
    publisher.publish(QoS.EXACTLY_ONCE);
    world.pass(Duration.ofSeconds(1));
    assertThat(subscriber.numbers("p", QoS.AT_LEAST_ONCE)).containsExactly(1, 2);
    assertThat(subscriber.numbers("p", QoS.EXACTLY_ONCE)).isEmpty();
    assertThat(publisher.acknowledged(QoS.AT_LEAST_ONCE)).containsExactly(1);
    world.station("a").diskHangs = false;
    world.pass(Duration.ofSeconds(5));
    assertThat(subscriber.numbers("p", QoS.EXACTLY_ONCE)).containsExactly(3);
    assertThat(publisher.acknowledged(QoS.AT_LEAST_ONCE)).containsExactly(1, 2);
    assertNothingStays(world);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void numberNeverStandsForTwoMessagesThoughTheFirstWasLostWithItsNode(long seed) {
    World world = chain(seed, CONFIG, 3);
    Subscriber subscriber = subscriber(world, "c", "s");
    Publisher publisher = new Publisher(world, world.station("a"), "p");
    world.pass(Duration.ofSeconds(5));
    int before = seed % 2 == 0 ? 1 : 0; // numbers are reserved with the first of all
    publish(world, publisher, QoS.AT_LEAST_ONCE, before);
    world.pass(Duration.ofSeconds(2));
    world.station("a").diskHangs = true;
    publish(world, publisher, QoS.AT_LEAST_ONCE, 5);
    world.pass(Duration.ofMillis(world.below(60)));
    world.station("a").dies();
    world.station("a").diskHangs = false;
    world.station("a").start();
    publisher.comes = false;
    Publisher other = new Publisher(world, world.station("a"), "q");
    world.pass(Duration.ofSeconds(1));
    publish(world, other, 5, 50);
    publisher.comes = true;
    world.pass(Duration.ofSeconds(20));
    assertThat(publisher.acknowledged(QoS.AT_LEAST_ONCE)).hasSize(before + 5);
    assertThat(subscriber.numbers("p", QoS.AT_LEAST_ONCE))
        .containsAll(publisher.acknowledged(QoS.AT_LEAST_ONCE));
    assertThat(other.acknowledged(QoS.EXACTLY_ONCE)).hasSize(5);
    assertWhole(subscriber, other);
    assertNothingStays(world);
  }

  @Test
  void nodeThatWasForgottenComesBackAndIsNotPassedOver() {
    World world = chain(8, forgetting(Duration.ofSeconds(20)), 3);
    Subscriber subscriber = subscriber(world, "c", "s");
    Publisher publisher = new Publisher(world, world.station("a"), "p");
    world.pass(Duration.ofSeconds(5));
    publish(world, publisher, 20, 50);
    world.pass(Duration.ofSeconds(5));
    world.station("c").dies();
    publish(world, publisher, 5, 50);
    world.pass(Duration.ofSeconds(40));
    assertThat(world.station("a").mesh().network().nodes()).doesNotContain("c");
    assertNothingStaysAt(world, "a", "b");
    world.station("c").start();
    world.pass(Duration.ofSeconds(20));
    int before = publisher.acknowledged(QoS.EXACTLY_ONCE).size();
    publish(world, publisher, 10, 50);
    world.pass(Duration.ofSeconds(20));
    List<Integer> now = publisher.acknowledged(QoS.EXACTLY_ONCE);
    assertThat(now.size() - before).isPositive();
    assertThat(subscriber.numbers("p", QoS.EXACTLY_ONCE))
        .containsAll(now.subList(before, now.size()))
        .doesNotHaveDuplicates();
    assertNothingStays(world);
  }

  private static MeshBounds forgetting(Duration after) {
    RoutingConfig all = CONFIG.routing();
    return new MeshBounds(
        CONFIG.link(),
        new RoutingConfig(
            all.cost(),
            all.pace(),
            after,
            all.maximumNodes(),
            all.maximumLinks(),
            all.maximumFilters(),
            all.maximumInterestCharacters(),
            all.maximumFilterBytes(),
            all.maximumFilterLevels(),
            all.maximumControlBytes()),
        CONFIG.custody(),
        CONFIG.trail(),
        CONFIG.crossing());
  }

  private static void assertNothingStaysAt(World world, String... names) {
    for (String name : names) {
      assertThat(world.station(name).mesh().counts().custodyMessages()).as(name).isZero();
    }
  }

  @Test
  void intermittentLinkDeliversAllInOrder() {
    World world = chain(9, CONFIG, 3);
    Subscriber subscriber = subscriber(world, "c", "s");
    Publisher publisher = new Publisher(world, world.station("a"), "p");
    Wire wire = world.between("b", "c");
    world.pass(Duration.ofSeconds(5));
    for (@Var int i = 0; i < 20; i++) {
      wire.whole = true;
      publish(world, publisher, 20, 100);
      wire.whole = false;
      wire.breaks();
      publish(world, publisher, 60, 300);
    }
    wire.whole = true;
    world.pass(Duration.ofSeconds(30));
    assertWhole(subscriber, publisher);
    assertThat(publisher.acknowledged(QoS.EXACTLY_ONCE)).hasSizeGreaterThan(1_000);
    assertNothingStays(world);
  }

  @Test
  void bothEndsDialAndOneLinkStays() {
    World world = chain(10, CONFIG, 2);
    world.wire("b", "a");
    Subscriber subscriber = subscriber(world, "b", "s");
    Publisher publisher = new Publisher(world, world.station("a"), "p");
    world.pass(Duration.ofSeconds(30));
    long since = world.station("a").mesh().linkViews().getFirst().upSince();
    publish(world, publisher, 300, 100);
    assertThat(world.station("a").mesh().linkViews())
        .singleElement()
        .satisfies(view -> assertThat(view.upSince()).isEqualTo(since));
    assertThat(world.station("b").mesh().linkViews()).hasSize(1);
    assertWhole(subscriber, publisher);
  }

  @Test
  void unacknowledgedMessagesAreNeverDoubled() {
    World world = new World(11, CONFIG);
    for (@Var int i = 0; i < 6; i++) {
      world.add("n" + i);
      for (@Var int j = 0; j < i; j++) {
        world.wire("n" + i, "n" + j);
      }
    }
    Subscriber subscriber =
        new Subscriber(world, world.station("n5"), "s", "z/#", QoS.EXACTLY_ONCE);
    Publisher publisher = new Publisher(world, world.station("n0"), "p");
    world.pass(Duration.ofSeconds(5));
    for (@Var int i = 0; i < 1_000; i++) {
      publisher.publish("z/p", Integer.toString(i), QoS.AT_MOST_ONCE, false);
      if (i % 20 == 0) {
        world.any(world.wires).breaks();
      }
      world.pass(Duration.ofMillis(20));
    }
    world.pass(Duration.ofSeconds(5));
    assertThat(subscriber.got().stream().map(Subscriber::number).toList())
        .hasSizeGreaterThan(500)
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(longs = {12, 13, 14, 15})
  void retainedMessagesAreTheSameEverywhereInTheEnd(long seed) {
    World world = chain(seed, CONFIG, 5);
    world.wire("a", "e");
    List<Publisher> publishers = new ArrayList<>();
    for (Station station : world.stations) {
      publishers.add(new Publisher(world, station, "p" + station.name));
    }
    world.pass(Duration.ofSeconds(5));
    for (@Var int i = 0; i < 500; i++) {
      String text = world.below(3) == 0 ? "" : Integer.toString(i);
      world.any(publishers).publish("r/" + world.below(20), text, QoS.AT_LEAST_ONCE, true);
      if (world.below(20) == 0) {
        Wire wire = world.any(world.wires);
        wire.whole = false;
        wire.breaks();
        world.after(world.below(8_000), () -> wire.whole = true);
      }
      if (world.below(60) == 0) {
        Station station = world.any(world.stations);
        if (station.isAlive()) {
          station.dies();
          world.after(world.below(5_000), station::start);
        }
      }
      world.pass(Duration.ofMillis(world.below(200)));
    }
    world.pass(Duration.ofSeconds(60));
    Map<String, String> first = retained(world.stations.getFirst());
    assertThat(first).isNotEmpty();
    for (Station station : world.stations) {
      assertThat(retained(station)).as(station.name).isEqualTo(first);
    }
    assertNothingStays(world);
  }

  private static Map<String, String> retained(Station station) {
    Map<String, String> all = new TreeMap<>();
    station
        .broker()
        .retainedOf(
            origin -> true,
            (message, origin) ->
                all.put(
                    message.topic(),
                    new String(message.payload().toArray(), StandardCharsets.UTF_8)
                        + " "
                        + message.time()
                        + origin));
    return all;
  }

  @Test
  void sharedSubscriptionLosesNothingWhenMembersComeAndGo() {
    World world = chain(16, CONFIG, 4);
    List<Subscriber> members = new ArrayList<>();
    for (String node : List.of("b", "c", "d", "d")) {
      members.add(
          new Subscriber(
              world, world.station(node), "m" + members.size(), "$share/g/t/#", QoS.EXACTLY_ONCE));
    }
    Publisher publisher = new Publisher(world, world.station("a"), "p");
    world.pass(Duration.ofSeconds(5));
    for (@Var int i = 0; i < 400; i++) {
      publisher.publish(QoS.EXACTLY_ONCE);
      if (world.below(10) == 0) {
        Subscriber member = world.any(members);
        member.comes = false;
        member.breaks();
        world.after(world.below(3_000), () -> member.comes = true);
      }
      world.pass(Duration.ofMillis(world.below(50)));
    }
    world.pass(Duration.ofSeconds(30));
    List<Integer> all = new ArrayList<>();
    members.forEach(member -> all.addAll(member.numbers("p", QoS.EXACTLY_ONCE)));
    assertThat(all).containsAll(publisher.acknowledged(QoS.EXACTLY_ONCE)).doesNotHaveDuplicates();
  }

  @Test
  void sharedMessageGoesOnWhereItsMemberHasLeft() {
    World world = chain(17, CONFIG, 3);
    Subscriber near =
        new Subscriber(world, world.station("b"), "n", "$share/g/t/#", QoS.EXACTLY_ONCE);
    Subscriber far =
        new Subscriber(world, world.station("c"), "f", "$share/g/t/#", QoS.EXACTLY_ONCE);
    Publisher publisher = new Publisher(world, world.station("a"), "p");
    world.pass(Duration.ofSeconds(5));
    world.between("a", "b").whole = false;
    world.between("a", "b").breaks();
    near.unsubscribe();
    world.pass(Duration.ofMillis(100));
    publish(world, publisher, 10, 20);
    world.between("a", "b").whole = true;
    world.pass(Duration.ofSeconds(20));
    Set<Integer> got = new LinkedHashSet<>(far.numbers("p", QoS.EXACTLY_ONCE));
    got.addAll(near.numbers("p", QoS.EXACTLY_ONCE));
    assertThat(got).containsAll(publisher.acknowledged(QoS.EXACTLY_ONCE));
    assertThat(publisher.acknowledged(QoS.EXACTLY_ONCE)).isNotEmpty();
    assertNothingStays(world);
  }
}
