package io.fieldway.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.broker.Addressee;
import io.fieldway.node.broker.Onward;
import io.fieldway.node.kept.Kept;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.QoS;
import io.fieldway.wire.Bytes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What nodes remember of the ways that messages took.
final class TrailTest {
  private static final String TOPIC = Publisher.topic("p", QoS.AT_LEAST_ONCE);

  private static World chain() {
    World world = new World(1);
    for (String name : List.of("a", "b", "c")) {
      world.add(name);
    }
    world.wire("a", "b");
    world.wire("b", "c");
    return world;
  }

  private static Leg leg(long sequence, String topic) {
    Onward message =
        new Onward(topic, Bytes.EMPTY, QoS.AT_LEAST_ONCE, false, Properties.NONE, Kept.NEVER, 0);
    Transit transit = new Transit("a", 1, message, 64);
    return new Leg(transit, new Addressee("c", true, List.of()), sequence, 1);
  }

  private static List<Step> steps(World world, String node, String topic) {
    return world.station(node).mesh().trail().steps(topic);
  }

  @ParameterizedTest
  @EnumSource(QoS.class)
  void tellsTheWayThatAMessageTook(QoS qos) {
    World world = chain();
    Publisher publisher = new Publisher(world, world.station("a"), "p");
    new Subscriber(world, world.station("c"), "s", "t/#", QoS.EXACTLY_ONCE);
    world.pass(Duration.ofSeconds(5));

    publisher.publish(qos);
    world.pass(Duration.ofSeconds(5));

    String topic = Publisher.topic("p", qos);
    assertThat(steps(world, "a", topic))
        .extracting(Step::origin, Step::destination, Step::from, Step::to, Step::fate)
        .containsExactly(tuple("a", "c", "", "b", Step.Fate.FORWARDED));
    assertThat(steps(world, "b", topic))
        .extracting(Step::origin, Step::destination, Step::from, Step::to, Step::fate)
        .containsExactly(tuple("a", "c", "a", "c", Step.Fate.FORWARDED));
    assertThat(steps(world, "c", topic))
        .extracting(Step::origin, Step::destination, Step::from, Step::to, Step::fate)
        .containsExactly(tuple("a", "c", "b", "", Step.Fate.DELIVERED));
    assertThat(steps(world, "c", "t/q/1")).isEmpty();
    assertThat(world.station("a").mesh().stays(topic)).isEmpty();
  }

  @Test
  void tellsWhereAMessageStaysAndWhy() {
    World world = chain();
    Publisher publisher = new Publisher(world, world.station("a"), "p");
    new Subscriber(world, world.station("c"), "s", "t/#", QoS.EXACTLY_ONCE);
    world.pass(Duration.ofSeconds(5));
    world.station("b").mesh().bar("c", world.now);
    world.pass(Duration.ofSeconds(5));

    publisher.publish(QoS.AT_LEAST_ONCE);
    publisher.publish(QoS.AT_MOST_ONCE);
    world.pass(Duration.ofSeconds(5));

    assertThat(steps(world, "a", TOPIC))
        .extracting(Step::fate, Step::why)
        .containsExactly(tuple(Step.Fate.WAITING, Stay.NO_WAY));
    assertThat(steps(world, "a", Publisher.topic("p", QoS.AT_MOST_ONCE)))
        .extracting(Step::fate, Step::why)
        .containsExactly(tuple(Step.Fate.DROPPED, Stay.NO_WAY));
    assertThat(world.station("a").mesh().stays(TOPIC))
        .containsExactly(new Stay("c", Stay.NO_WAY, 1));

    world.station("b").mesh().admit("c");
    world.pass(Duration.ofMinutes(1));

    assertThat(steps(world, "a", TOPIC))
        .extracting(Step::fate)
        .containsExactly(Step.Fate.WAITING, Step.Fate.FORWARDED);
    assertThat(steps(world, "c", TOPIC))
        .extracting(Step::fate)
        .containsExactly(Step.Fate.DELIVERED);
    assertThat(world.station("a").mesh().stays(TOPIC)).isEmpty();
  }

  @Test
  void tellsOfASessionThatHasNoRoom() {
    World world = chain();
    Subscriber slow = new Subscriber(world, world.station("c"), "s", "t/#", QoS.EXACTLY_ONCE);
    Publisher publisher = new Publisher(world, world.station("a"), "p");
    world.pass(Duration.ofSeconds(5));
    world.station("c").room(false);
    slow.breaks();
    slow.comes = false;

    publisher.publish(QoS.AT_LEAST_ONCE);
    world.pass(Duration.ofSeconds(2));

    assertThat(steps(world, "c", TOPIC)).extracting(Step::fate).doesNotContain(Step.Fate.DELIVERED);
    world.station("c").room(true);
    world.pass(Duration.ofMinutes(1));
    assertThat(steps(world, "c", TOPIC)).extracting(Step::fate).contains(Step.Fate.DELIVERED);
  }

  @Test
  void forgetsTheOldestAtItsBound() {
    Trail trail = new Trail(new TrailConfig(10, 1_000));
    for (@Var int i = 1; i <= 25; i++) {
      trail.delivered(leg(i, "t").transit, "c", i, 1_000);
    }
    assertThat(trail.steps("t"))
        .extracting(Step::sequence)
        .containsExactly(16L, 17L, 18L, 19L, 20L, 21L, 22L, 23L, 24L, 25L);
    assertThat(trail.noted()).isEqualTo(25);
  }

  @Test
  void remembersTheSameMessagesAtEveryNodeWhereMuchIsSent() {
    Trail busy = new Trail(new TrailConfig(10_000, 100));
    Trail idle = new Trail(new TrailConfig(10_000, 400));
    for (@Var int i = 1; i <= 100_000; i++) {
      long now = 1_000_000L + i / 10; // ten a millisecond
      busy.delivered(leg(i, "t").transit, "c", i, now);
      idle.delivered(leg(i, "t").transit, "c", i, now);
    }
    assertThat(busy.oneIn()).isBetween(64L, 256L);
    assertThat(idle.oneIn()).isLessThan(busy.oneIn());
    assertThat(busy.noted()).isLessThan(100 * 12 * 2);
    List<Long> late = busy.steps("t").stream().map(Step::sequence).filter(n -> n > 50_000).toList();
    assertThat(late).hasSizeGreaterThan(100);
    assertThat(idle.steps("t")).extracting(Step::sequence).containsAll(late);

    for (@Var int second = 0; second < 30; second++) {
      busy.delivered(leg(second, "t").transit, "c", second, 2_000_000 + second * 1_000L);
    }

    assertThat(busy.oneIn()).isEqualTo(1);
  }

  @Test
  void remembersNothingWhereItIsSwitchedOff() {
    Trail none = new Trail(new TrailConfig(0, 1));
    none.delivered(leg(1, "t").transit, "c", 1, 1_000);

    assertThat(none.steps("t")).isEmpty();
    assertThat(none.noted()).isZero();
  }

  @Test
  void tellsOnceThatAMessageStays() {
    Trail trail = new Trail(TrailConfig.defaults());
    Leg leg = leg(7, "t");
    for (@Var int i = 0; i < 5; i++) {
      trail.stays(leg, "", Step.Fate.WAITING, Stay.NO_WAY, 1_000);
    }
    trail.forwarded(leg.transit, List.of(leg), "b", 2_000);
    trail.stays(leg, "b", Step.Fate.REFUSED, "the next node has no room", 3_000);

    assertThat(trail.steps("t"))
        .extracting(Step::fate)
        .containsExactly(Step.Fate.WAITING, Step.Fate.FORWARDED, Step.Fate.REFUSED);
  }
}
