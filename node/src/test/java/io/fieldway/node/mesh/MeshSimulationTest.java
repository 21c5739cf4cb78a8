package io.fieldway.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.QoS;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random meshes whose links break, whose nodes are killed and come back with their disk, and which
/// fall into parts that meet again: what was acknowledged arrives everywhere, at QoS 2 once, and in
/// order. Run with another seed by `-Dfieldway.seed=N`, with more runs by `-Dfieldway.runs=N`.
final class MeshSimulationTest {
  private static final int RUNS = 60;

  static List<Long> seeds() {
    Long given = Long.getLong("fieldway.seed");
    return given != null
        ? List.of(given)
        : new SplittableRandom(20_261_122)
            .longs(Integer.getInteger("fieldway.runs", RUNS))
            .boxed()
            .toList();
  }

  @ParameterizedTest(name = "-Dfieldway.seed={0}")
  @MethodSource("seeds")
  void keepsItsPromises(long seed) {
    new Run(seed).play();
  }

  private static final class Run {
    private final World world;
    private final List<Publisher> publishers = new ArrayList<>();
    private final List<Subscriber> subscribers = new ArrayList<>();

    Run(long seed) {
      world = new World(seed);
      int nodes = 2 + world.below(9);
      for (@Var int i = 0; i < nodes; i++) {
        world.add("n" + i);
        if (i > 0) {
          world.wire("n" + i, "n" + world.below(i));
        }
      }
      for (@Var int i = 0; i < nodes / 2; i++) {
        int one = world.below(nodes);
        int other = world.below(nodes);
        if (one != other
            && world.wires.stream().noneMatch(wire -> wire.joins("n" + one, "n" + other))) {
          world.wire("n" + one, "n" + other);
        }
      }
      for (@Var int i = 0; i < 3; i++) {
        QoS qos = i % 2 == 0 ? QoS.EXACTLY_ONCE : QoS.AT_LEAST_ONCE;
        subscribers.add(new Subscriber(world, world.any(world.stations), "s" + i, "t/#", qos));
        publishers.add(new Publisher(world, world.any(world.stations), "p" + i));
      }
    }

    void play() {
      world.pass(Duration.ofSeconds(10));
      assertTablesAgree();
      for (@Var int step = 0; step < 300; step++) {
        disturb();
        for (@Var int i = world.below(4); i > 0; i--) {
          world
              .any(publishers)
              .publish(world.random.nextBoolean() ? QoS.EXACTLY_ONCE : QoS.AT_LEAST_ONCE);
        }
        world.pass(Duration.ofMillis(world.below(200)));
      }
      heal();
      judge();
    }

    private void disturb() {
      switch (world.below(40)) {
        case 0, 1 -> world.any(world.wires).breaks();
        case 2 -> {
          Wire wire = world.any(world.wires);
          wire.whole = false;
          wire.breaks();
          world.after(world.below(8_000), () -> wire.whole = true);
        }
        case 3 -> {
          Station station = world.any(world.stations);
          if (station.isAlive()) {
            station.dies();
            world.after(world.below(5_000), station::start);
          }
        }
        case 4 -> world.any(publishers).breaks();
        case 5 -> world.any(subscribers).breaks();
        default -> {}
      }
    }

    private void heal() {
      world.pass(Duration.ofSeconds(10));
      world.wires.forEach(wire -> wire.whole = true);
      world.pass(Duration.ofSeconds(60));
    }

    private void assertTablesAgree() {
      var first = world.stations.getFirst().mesh().network();
      for (Station station : world.stations) {
        assertThat(station.mesh().network().topology().links())
            .as("TablesAgree")
            .isEqualTo(first.topology().links());
        for (String node : first.nodes()) {
          assertThat(station.mesh().network().interest(node))
              .as("TablesAgree")
              .isEqualTo(first.interest(node));
        }
      }
    }

    private void judge() {
      assertTablesAgree();
      for (Subscriber subscriber : subscribers) {
        for (Publisher publisher : publishers) {
          for (QoS qos : List.of(QoS.AT_LEAST_ONCE, QoS.EXACTLY_ONCE)) {
            List<Integer> got = subscriber.numbers(publisher.id, qos);
            assertThat(got).as("NothingAckedIsLost").containsAll(publisher.acknowledged(qos));
            assertThat(got.stream().distinct().toList())
                .as("OrderKept")
                .isSortedAccordingTo(Comparator.naturalOrder());
            if (qos == QoS.EXACTLY_ONCE && subscriber.qos == QoS.EXACTLY_ONCE) {
              assertThat(got).as("OnceMeansOnce").doesNotHaveDuplicates();
            }
          }
        }
      }
      for (Station station : world.stations) {
        assertThat(station.mesh().counts().custodyMessages())
            .as("BoundsHold: nothing stays behind at " + station.name)
            .isZero();
        assertThat(station.mesh().counts().malformed()).isZero();
        assertThat(station.mesh().counts().hopLimits()).as("NoLoops").isZero();
      }
    }
  }
}
