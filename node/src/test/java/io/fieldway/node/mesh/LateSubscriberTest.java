package io.fieldway.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.broker.BrokerConfig;
import io.fieldway.node.broker.HistoryConfig;
import io.fieldway.node.broker.Keep;
import io.fieldway.node.packet.QoS;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a node keeps of messages that were published at another one, for those who subscribe late.
final class LateSubscriberTest {
  private static final HistoryConfig LAST_FIVE =
      HistoryConfig.of(List.of(new HistoryConfig.Rule("t/#", new Keep.Messages(5))));

  /// A chain of a, b and c, the last of which keeps five messages of each topic.
  private static World chain(long seed) {
    World world = new World(seed);
    world.add("a");
    world.add("b");
    world.add("c");
    Station last = world.station("c");
    last.dies();
    last.bounds = BrokerConfig.defaults().withHistory(LAST_FIVE);
    last.start();
    world.wire("a", "b");
    world.wire("b", "c");
    world.pass(Duration.ofSeconds(5));
    return world;
  }

  private static List<Integer> numbers(int from, int to) {
    return IntStream.rangeClosed(from, to).boxed().toList();
  }

  private static void publish(World world, Publisher publisher, QoS qos, int count) {
    for (@Var int i = 0; i < count; i++) {
      publisher.publish(qos);
      world.pass(Duration.ofMillis(100));
    }
    world.pass(Duration.ofSeconds(3));
  }

  @ParameterizedTest
  @EnumSource(QoS.class)
  void isToldWhatItsNodeKeepsThoughNobodyHadSubscribed(QoS qos) {
    World world = chain(1);
    Publisher publisher = new Publisher(world, world.station("a"), "p");
    world.pass(Duration.ofSeconds(1));
    publish(world, publisher, qos, 12);
    world.between("b", "c").breaks();
    Subscriber late = new Subscriber(world, world.station("c"), "s", "t/#", QoS.EXACTLY_ONCE);
    Subscriber elsewhere = new Subscriber(world, world.station("b"), "u", "t/#", QoS.EXACTLY_ONCE);
    world.pass(Duration.ofSeconds(20));
    assertThat(late.numbers("p", qos)).isEqualTo(numbers(8, 12));

    publish(world, publisher, qos, 3);

    assertThat(late.numbers("p", qos)).isEqualTo(numbers(8, 15));
    assertThat(elsewhere.numbers("p", qos)).isEqualTo(numbers(13, 15));
    assertThat(world.station("c").broker().counts().history()).isEqualTo(5);
    assertThat(world.station("b").broker().counts().history()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void isToldTheSameAfterKills(long seed) {
    World world = chain(seed);
    Publisher publisher = new Publisher(world, world.station("a"), "p");
    world.pass(Duration.ofSeconds(1));
    for (@Var int i = 0; i < 12; i++) {
      publish(world, publisher, QoS.EXACTLY_ONCE, 1);
      if (i % 4 == seed % 4) {
        world.station("c").dies();
        world.pass(Duration.ofMillis(500));
        world.station("c").start();
      }
    }
    world.pass(Duration.ofMinutes(1));

    Subscriber late = new Subscriber(world, world.station("c"), "s", "t/#", QoS.EXACTLY_ONCE);
    world.pass(Duration.ofSeconds(5));

    assertThat(publisher.acknowledged(QoS.EXACTLY_ONCE)).hasSize(12);
    assertThat(late.numbers("p", QoS.EXACTLY_ONCE)).isEqualTo(numbers(8, 12));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void isToldARetainedMessageOnce(long seed) {
    World world = chain(seed);
    Publisher publisher = new Publisher(world, world.station("a"), "p");
    world.pass(Duration.ofSeconds(1));
    for (@Var int i = 1; i <= 3; i++) {
      publisher.publish("t/p/1", Integer.toString(i), QoS.AT_LEAST_ONCE, true);
      world.pass(Duration.ofSeconds(1));
    }

    Subscriber late = new Subscriber(world, world.station("c"), "s", "t/#", QoS.EXACTLY_ONCE);
    world.pass(Duration.ofSeconds(5));

    assertThat(late.numbers("p", QoS.AT_LEAST_ONCE)).isEqualTo(numbers(1, 3));
  }
}
