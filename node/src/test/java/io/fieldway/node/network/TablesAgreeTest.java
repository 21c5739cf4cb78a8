package io.fieldway.node.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `TablesAgree` in random meshes: links flap, nodes crash and come back with their disk or
/// without, interest and costs change; a bounded time after the last change every node knows what
/// is so.
final class TablesAgreeTest {
  private static final long SEED = 20_261_122;

  /// Death of a link, two rounds of what a contested node may say, and the way of a message through
  /// the whole mesh.
  private static final Duration BOUND = Duration.ofSeconds(10);

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 7, 10, 15})
  void inSmallMeshesOfManyKinds(int nodes) {
    for (@Var int run = 0; run < 3; run++) {
      play(SEED + 1_000L * nodes + run, nodes, 60, Sealed::new);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {25, 60})
  void inLargeMeshes(int nodes) {
    play(SEED + nodes, nodes, 12, Sealed::new);
  }

  @ParameterizedTest
  @ValueSource(ints = {8})
  void inAPlainMesh(int nodes) {
    play(SEED, nodes, 60, name -> Signatures.none());
  }

  private static void play(
      long seed, int nodes, int changes, Function<String, Signatures> signatures) {
    try {
      new Play(seed, nodes, signatures).all(changes);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed + ", " + nodes + " nodes: " + e.getMessage(), e);
    }
  }

  /// One run: the world, and what is done to it.
  private static final class Play {
    private final SplittableRandom random;
    private final NetworkWorld world;
    private final List<String> names = new ArrayList<>();

    Play(long seed, int nodes, Function<String, Signatures> signatures) {
      this.random = new SplittableRandom(seed);
      this.world =
          new NetworkWorld(
              random.nextLong(), RoutingConfig.defaults(), signatures, 1 + random.nextInt(60));
      for (@Var int i = 0; i < nodes; i++) {
        String name = "n%02d".formatted(i);
        names.add(name);
        world.add(name, someFilters());
      }
      // A tree, so that all can reach each other, and as many links again across it.
      Set<Set<String>> joined = new TreeSet<>((a, b) -> a.toString().compareTo(b.toString()));
      for (@Var int i = 1; i < nodes; i++) {
        join(joined, names.get(random.nextInt(i)), names.get(i));
      }
      for (@Var int i = 0; i < nodes; i++) {
        join(joined, names.get(random.nextInt(nodes)), names.get(random.nextInt(nodes)));
      }
    }

    void all(int changes) {
      world.run(BOUND);
      world.requireThatTablesAgree("when all links are new");
      for (@Var int phase = 0; phase < 3; phase++) {
        for (@Var int i = 0; i < changes; i++) {
          change();
          world.run(Duration.ofMillis(random.nextLong(random.nextBoolean() ? 50 : 2_000)));
        }
        world.run(BOUND);
        world.requireThatTablesAgree("in what is left, phase " + phase);
      }
      names.forEach(this::revive);
      world.links().forEach(link -> world.heal(link.get(0), link.get(1)));
      world.run(BOUND);
      world.requireThatTablesAgree("when all is whole");
      requireStillness();
      requireOneCrossing();
    }

    /// In a still mesh nothing is said.
    private void requireStillness() {
      world.crossings.clear();
      world.run(Duration.ofSeconds(20));
      assertThat(world.crossings).isEmpty();
    }

    /// What is said crosses each link once at most in each direction, and the mesh is still again.
    private void requireOneCrossing() {
      Station one = world.station(names.get(random.nextInt(names.size())));
      world.crossings.clear();
      one.wants(List.of("one/more/#"), List.of(), world.now);
      world.run(BOUND);
      assertThat(world.crossings.values()).allMatch(times -> times == 1);
      assertThat(world.crossings).hasSizeGreaterThanOrEqualTo(names.size() - 1);
      world.requireThatTablesAgree("after one change");
      List<String> link = world.anyLink();
      world.crossings.clear();
      world.cost(link.get(0), link.get(1), 77);
      world.run(BOUND);
      assertThat(world.crossings.values()).allMatch(times -> times == 1);
      world.requireThatTablesAgree("after a link has become dear");
    }

    private void change() {
      List<String> link = world.anyLink();
      String name = names.get(random.nextInt(names.size()));
      switch (random.nextInt(12)) {
        case 0, 1 -> world.cut(link.get(0), link.get(1));
        case 2, 3 -> world.heal(link.get(0), link.get(1));
        case 4 -> world.cost(link.get(0), link.get(1), random.nextInt(1, 10));
        case 5 -> {
          if (world.isAlive(name)) {
            world.crash(name);
          }
        }
        case 6, 7 -> revive(names.get(random.nextInt(names.size())));
        default -> {
          if (world.isAlive(name)) {
            reconsider(world.station(name));
          }
        }
      }
    }

    private void revive(String name) {
      if (world.isAlive(name)) {
        return;
      }
      if (random.nextInt(4) == 0) {
        world.restartWithoutDisk(name, someFilters());
      } else {
        world.restart(name, someFilters());
      }
      for (List<String> link : world.links()) {
        if (link.contains(name) && random.nextInt(4) > 0) {
          world.heal(link.get(0), link.get(1));
        }
      }
    }

    private void reconsider(Station station) {
      List<String> removed = station.wants.stream().filter(each -> random.nextBoolean()).toList();
      List<String> added =
          someFilters().stream().filter(each -> !station.wants.contains(each)).toList();
      station.wants(added, removed, world.now);
    }

    private Set<String> someFilters() {
      Set<String> filters = new TreeSet<>();
      for (@Var int i = random.nextInt(8); i > 0; i--) {
        filters.add(
            Map.of(0, "a/%d", 1, "a/%d/#", 2, "$share/g/a/%d", 3, "+/%d")
                .getOrDefault(random.nextInt(4), "%d")
                .formatted(random.nextInt(30)));
      }
      return filters;
    }

    private void join(Set<Set<String>> joined, String a, String b) {
      if (!a.equals(b) && joined.add(new TreeSet<>(List.of(a, b)))) {
        world.join(a, b);
      }
    }
  }
}
