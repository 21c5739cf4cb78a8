package io.fieldway.node.network;

import static io.fieldway.node.network.Desk.links;
import static io.fieldway.node.network.Desk.stamp;
import static io.fieldway.node.network.Desk.whole;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.kept.Ledger;
import io.fieldway.node.kept.Survivors;
import io.fieldway.node.network.ControlMessage.Digest;
import io.fieldway.node.network.ControlMessage.LinkState;
import io.fieldway.node.network.Desk.Said;
import io.fieldway.routing.interest.InterestChange;
import io.fieldway.wire.Bytes;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NetworkTest {
  private static final Duration AWHILE = Duration.ofSeconds(10);

  private static RoutingConfig forgetting(Duration after) {
    RoutingConfig standard = RoutingConfig.defaults();
    return new RoutingConfig(
        standard.cost(),
        standard.pace(),
        after,
        standard.maximumNodes(),
        standard.maximumLinks(),
        standard.maximumFilters(),
        standard.maximumInterestCharacters(),
        standard.maximumFilterBytes(),
        standard.maximumFilterLevels(),
        standard.maximumControlBytes());
  }

  /// A chain of nodes a, b, c …
  private static NetworkWorld chain(RoutingConfig config, int length) {
    NetworkWorld world = new NetworkWorld(1, config, Sealed::new, 1);
    for (@Var char name = 'a'; name < 'a' + length; name++) {
      world.add("" + name, Set.of(name + "/#"));
      if (name > 'a') {
        world.join("" + (char) (name - 1), "" + name);
      }
    }
    world.run(AWHILE);
    world.requireThatTablesAgree("in the beginning");
    return world;
  }

  private static Set<String> tenThousand() {
    Set<String> filters = new TreeSet<>();
    for (@Var int i = 0; i < 10_000; i++) {
      filters.add("plant/line-%d/machine-%d/+/state".formatted(i % 100, i));
    }
    return filters;
  }

  @Test
  void takesALinkForOneWhenBothEndsTellOfItAtTheCostOfTheDearer() throws InvalidControlException {
    Desk desk = new Desk(RoutingConfig.defaults());
    desk.up("b");
    desk.says("b", links("b", stamp(1, 1), Map.of("c", 1)));
    assertThat(desk.a.network.isReachable("b")).isFalse();

    desk.says("b", links("b", stamp(1, 2), Map.of("a", 7, "c", 1)));
    assertThat(desk.a.network.paths().weight("b")).hasValue(7);
    assertThat(desk.a.network.isReachable("c")).isFalse();

    desk.a.network.linkCost("b", 9, desk.now);
    desk.a.check();
    assertThat(desk.a.network.paths().weight("b")).hasValue(9);
  }

  @Test
  void tellsOfRoutesOnlyWhenOneHasChanged() throws InvalidControlException {
    Desk desk = new Desk(RoutingConfig.defaults());
    desk.up("b");
    desk.says("b", links("b", stamp(1, 1), Map.of("a", 1)));
    assertThat(desk.a.routesChanged).isEqualTo(1);

    desk.says("b", links("b", stamp(1, 2), Map.of("a", 1, "elsewhere", 4)));
    desk.says("b", whole("b", stamp(1, 1), List.of("x")));
    desk.a.wants(List.of("y"), List.of(), desk.now);
    desk.waits(60_000);

    assertThat(desk.a.routesChanged).isEqualTo(1);
    desk.a.network.linkDown("b", desk.now);
    desk.a.check();
    assertThat(desk.a.routesChanged).isEqualTo(2);
  }

  @Test
  void hasNoLinkWhereItsOnlyNeighbourIsGone() throws InvalidControlException {
    Desk desk = new Desk(RoutingConfig.defaults());
    desk.up("b");
    desk.waits(60_000);
    assertThat(ownLinks(desk)).containsOnlyKeys("b");
    desk.a.network.linkDown("b", desk.now);
    assertThat(ownLinks(desk)).as("though there is nobody whom it could tell").isEmpty();
  }

  private static Map<String, Integer> ownLinks(Desk desk) {
    return desk.a.network.views().stream()
        .filter(each -> each.name().equals("a"))
        .findFirst()
        .orElseThrow()
        .links();
  }

  @Test
  void saysAFirstChangeAtOnceAndQuickOnesTogether() throws InvalidControlException {
    Desk desk = new Desk(RoutingConfig.defaults());
    desk.up("b");
    desk.waits(1_000);
    desk.said();

    for (@Var int i = 0; i < 50; i++) {
      desk.a.wants(List.of("f" + i), List.of(), desk.now);
      desk.now++;
    }
    assertThat(desk.said()).hasSize(1);
    desk.waits(100);
    assertThat(desk.said()).hasSize(1);
    desk.waits(100);
    assertThat(desk.said()).isEmpty();
  }

  @Test
  void saysNothingOfAChangeThatWasTakenBack() throws InvalidControlException {
    Desk desk = new Desk(RoutingConfig.defaults());
    desk.up("b");
    desk.said();

    desk.a.wants(List.of("f"), List.of(), desk.now);
    desk.a.wants(List.of(), List.of("f"), desk.now);
    desk.a.network.linkCost("b", 5, desk.now);
    desk.a.network.linkCost("b", 1, desk.now);
    desk.a.check();
    desk.waits(1_000);

    assertThat(desk.said()).isEmpty();
  }

  @Test
  void sendsOfTenThousandFiltersWhatHasChanged() {
    NetworkWorld world = chain(RoutingConfig.defaults(), 4);
    world.station("a").wants(List.copyOf(tenThousand()), List.of(), world.now);
    world.run(AWHILE);
    world.requireThatTablesAgree("with ten thousand");

    world.sentBytes = 0;
    world
        .station("a")
        .wants(List.of("one/more"), List.of("plant/line-7/machine-7/+/state"), world.now);
    world.run(AWHILE);

    world.requireThatTablesAgree("with one other");
    assertThat(world.sentBytes).isLessThan(3 * 250);
  }

  @Test
  void sendsTenThousandFiltersToNeighboursOnlyAfterARestart() {
    NetworkWorld world = chain(RoutingConfig.defaults(), 4);
    Set<String> wants = tenThousand();
    world.station("a").wants(List.copyOf(wants), List.of(), world.now);
    world.run(AWHILE);
    int whole = wants.stream().mapToInt(filter -> filter.length() + 1).sum();

    world.crash("a");
    world.run(AWHILE);
    world.sentBytes = 0;
    Set<String> again = new TreeSet<>(wants);
    again.add("a/#");
    world.restart("a", again);
    world.heal("a", "b");
    world.run(AWHILE);

    world.requireThatTablesAgree("after the restart");
    assertThat(world.sentBytes).isBetween((long) whole, whole + 5_000L);
  }

  @Test
  void knowsTheInterestOfTheOthersAfterARestartAlone() {
    NetworkWorld world = chain(RoutingConfig.defaults(), 3);
    world.run(Duration.ofMinutes(1));
    world.crash("b");
    world.crash("c");
    world.station("a").disk.survived();
    world.crash("a");
    world.run(Duration.ofHours(1));

    Station again = world.restart("a", Set.of("a/#"));

    assertThat(again.network.nodes()).containsExactly("a", "b", "c");
    assertThat(again.network.interest("c")).containsExactly("c/#");
    assertThat(again.network.isReachable("c")).isFalse();
    again.checkInterest();
  }

  @Test
  void forgetsWhoWasNotReachedForLongAndKnowsItAgainWhenItComes() {
    NetworkWorld world = chain(forgetting(Duration.ofMinutes(1)), 3);
    world.cut("b", "c");
    world.run(Duration.ofSeconds(50));
    assertThat(world.station("a").network.nodes()).contains("c");

    world.run(Duration.ofSeconds(15));
    for (String name : List.of("a", "b")) {
      assertThat(world.station(name).network.nodes()).containsExactly("a", "b");
      assertThat(world.station(name).network.interest("c")).isEmpty();
      assertThat(world.station(name).network.counts().forgotten()).isEqualTo(1);
    }

    world.heal("b", "c");
    world.run(AWHILE);
    world.requireThatTablesAgree("when it has come back");
  }

  @Test
  void doesNotLetAGhostGoFromNodeToNode() {
    NetworkWorld world = chain(forgetting(Duration.ofMinutes(1)), 3);
    world.crash("c");
    // At every link that is new the dead node is told of again, and does not grow younger.
    for (@Var int i = 0; i < 7; i++) {
      world.run(Duration.ofSeconds(5));
      world.crash("a");
      world.restartWithoutDisk("a", Set.of("a/#"));
      world.heal("a", "b");
      world.run(Duration.ofSeconds(4));
    }

    for (String name : List.of("a", "b")) {
      assertThat(world.station(name).network.nodes()).containsExactly("a", "b");
    }
  }

  @Test
  void raisesItselfAboveWhatItHearsOfAFormerLife() throws InvalidControlException {
    Desk desk = new Desk(RoutingConfig.defaults());
    desk.up("b");
    desk.waits(1_000);
    desk.said();

    desk.says("b", links("a", stamp(77, 3), Map.of("c", 1)));

    assertThat(desk.a.network.epoch()).isEqualTo(78);
    assertThat(desk.a.network.views().getFirst().epoch()).isEqualTo(78);
    assertThat(desk.said()).extracting(Said::to).containsOnly("b").hasSize(2);
  }

  @Test
  void doesNotQuarrelMoreThanABitWithAnotherOfItsName() throws InvalidControlException {
    Desk desk = new Desk(RoutingConfig.defaults());
    desk.up("b");
    desk.waits(1_000);
    long before = desk.a.network.counts().told();
    for (@Var int i = 0; i < 1_000; i++) {
      long epoch = desk.a.network.views().getFirst().epoch();
      desk.says("b", links("a", stamp(epoch + 1, 1), Map.of("c", 1)));
      desk.waits(10);
    }

    assertThat(desk.a.network.counts().told() - before).isLessThan(50);
    assertThat(desk.a.network.counts().contested()).isGreaterThan(5);
  }

  @Test
  void passesOverTheEchoOfItself() throws InvalidControlException {
    Desk desk = new Desk(RoutingConfig.defaults(), Signatures.none());
    desk.up("b");
    LinkState echo =
        desk.said().stream()
            .map(Said::what)
            .filter(LinkState.class::isInstance)
            .map(LinkState.class::cast)
            .findFirst()
            .orElseThrow();

    desk.says("b", echo);

    assertThat(desk.a.network.counts().contested()).isZero();
    assertThat(desk.said()).isEmpty();
  }

  @Test
  void tellsNoMoreFiltersThanTheBoundAndTheRestWhenThereIsRoom() throws InvalidControlException {
    RoutingConfig standard = RoutingConfig.defaults();
    RoutingConfig five =
        new RoutingConfig(
            standard.cost(),
            Duration.ZERO,
            standard.forgetAfter(),
            10,
            10,
            5,
            standard.maximumInterestCharacters(),
            100,
            10,
            standard.maximumControlBytes());
    Desk desk = new Desk(five);
    desk.up("b");
    desk.a.wants(List.of("1", "2", "3", "4", "5", "x".repeat(101)), List.of(), desk.now);

    assertThat(desk.a.network.views().getFirst().filters()).isEqualTo(5);
    assertThat(desk.a.network.counts().filtersUntold()).isEqualTo(2);
    desk.a.wants(List.of(), List.of("2", "own/#"), desk.now);
    assertThat(desk.a.network.counts().filtersUntold()).isEqualTo(1);
    assertThat(desk.a.network.views().getFirst().filters()).isEqualTo(4);
  }

  @Test
  void goesOnWithoutRoomInTheJournalAndCountsIt() throws InvalidControlException {
    Desk desk = new Desk(RoutingConfig.defaults());
    desk.a.disk.room = false;
    desk.up("b");
    desk.says("b", links("b", stamp(1, 1), Map.of("a", 1)));
    desk.says("b", whole("b", stamp(1, 1), List.of("x", "y")));

    assertThat(desk.a.network.interest("b")).containsExactlyInAnyOrder("x", "y");
    assertThat(desk.a.network.counts().unkept()).isPositive();
    assertThat(desk.a.disk.survived()).isEmpty();
  }

  @Test
  void discardsAnInterestThatDidNotSurviveWhole() throws InvalidControlException {
    Desk desk = new Desk(RoutingConfig.defaults());
    desk.up("b");
    desk.says("b", links("b", stamp(1, 1), Map.of("a", 1)));
    desk.says("b", whole("b", stamp(1, 1), List.of("x", "y")));
    Map<Long, Bytes> survived = new HashMap<>(desk.a.disk.survived());
    assertThat(survived).hasSize(4);
    Disk disk = new Disk();
    survived.forEach(disk::put);
    Survivors read = Survivors.read(survived, new Ledger(disk));
    long filter =
        read.ofNetwork().entrySet().stream()
            .filter(each -> each.getValue().toString().contains("x"))
            .findFirst()
            .orElseThrow()
            .getKey();
    survived.remove(filter);

    Station again =
        new Station(
            "a",
            11,
            RoutingConfig.defaults(),
            new Sealed("a"),
            disk,
            survived,
            Set.of(),
            (to, control) -> {},
            desk.now);

    assertThat(again.network.nodes()).containsExactly("a", "b");
    assertThat(again.network.interest("b")).isEmpty();
    again.checkInterest();
  }

  @Test
  void saysWhatItKnowsOfManyNodesInParts() throws InvalidControlException {
    Deque<Said> queue = new ArrayDeque<>();
    List<Integer> sizes = new ArrayList<>();
    Desk desk = new Desk(RoutingConfig.defaults(), Signatures.none());
    desk.up("b");
    for (@Var int i = 0; i < 900; i++) {
      String name = "%03d".formatted(i) + "-".repeat(240);
      desk.says("b", links(name, stamp(1, 1), Map.of()));
      desk.says("b", whole(name, stamp(1, 1), List.of("f" + i)));
    }
    Station c =
        new Station(
            "c",
            1,
            RoutingConfig.defaults(),
            Signatures.none(),
            new Disk(),
            Map.of(),
            Set.of(),
            (to, control) -> {
              sizes.add(control.size());
              queue.add(new Said(to, ControlForm.read(control)));
            },
            desk.now);
    desk.said();

    c.network.linkUp("a", 1, desk.now);
    desk.a.network.linkUp("c", 1, desk.now);
    while (!queue.isEmpty() || !desk.said.isEmpty()) {
      for (Said said : List.copyOf(queue)) {
        queue.remove();
        desk.says("c", said.what());
      }
      for (Said said : desk.said()) {
        if (said.to().equals("c")) {
          c.network.received("a", ControlForm.write(said.what()), desk.now);
          c.check();
        }
      }
    }

    assertThat(c.network.nodes()).hasSize(902);
    assertThat(c.network.nodes()).isEqualTo(desk.a.network.nodes());
    assertThat(c.network.counts().filters()).isEqualTo(901);
    // Back again: now it is the other that has much to say.
    desk.a.network.linkDown("c", desk.now);
    c.network.linkDown("a", desk.now);
    sizes.clear();
    queue.clear();
    c.network.linkUp("a", 1, desk.now);
    assertThat(queue).filteredOn(said -> said.what() instanceof Digest).hasSizeGreaterThan(1);
    assertThat(sizes).allMatch(size -> size <= RoutingConfig.defaults().maximumControlBytes());
  }

  @Test
  void agreesWithSignaturesOfEd25519() {
    Map<String, KeyPair> keys = new HashMap<>();
    List<String> names = IntStream.range(0, 5).mapToObj(i -> "n" + i).toList();
    names.forEach(name -> keys.put(name, Ed25519SignaturesTest.keys()));
    NetworkWorld world =
        new NetworkWorld(
            7,
            RoutingConfig.defaults(),
            name ->
                new Ed25519Signatures(
                    keys.getOrDefault(name, Ed25519SignaturesTest.keys()).getPrivate(),
                    other -> Optional.ofNullable(keys.get(other)).map(KeyPair::getPublic)),
            20);
    names.forEach(name -> world.add(name, Set.of(name + "/#", "all")));
    for (@Var int i = 0; i < 5; i++) {
      world.join(names.get(i), names.get((i + 1) % 5));
    }
    world.run(AWHILE);
    world.requireThatTablesAgree("signed");
    world.cut("n0", "n1");
    world.run(AWHILE);
    world.requireThatTablesAgree("signed, with a link cut");
  }

  @Test
  void passesOverFiltersThatAreToldAlready() throws InvalidControlException {
    Desk desk = new Desk(RoutingConfig.defaults());
    desk.up("b");
    desk.waits(1_000);
    desk.said();

    desk.a.network.interest(new InterestChange(List.of("own/#"), List.of("never")), desk.now);
    desk.a.check();
    desk.waits(1_000);

    assertThat(desk.said()).isEmpty();
    assertThat(desk.a.network.interest("a")).containsExactly("own/#");
  }

  @Test
  void tellsOfItsServiceAddressAndRoles() {
    NetworkWorld world = chain(RoutingConfig.defaults(), 3);
    Profile profile = new Profile("10.0.0.1:1883", Set.of(Role.EDGE));
    world.station("a").network.profile(profile, world.now);
    world.run(AWHILE);

    assertThat(world.station("c").network.views().getFirst().profile()).isEqualTo(profile);
  }
}
