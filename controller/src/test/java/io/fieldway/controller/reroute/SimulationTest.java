package io.fieldway.controller.reroute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private static final int RUNS = 15;

  @Test
  void plansEveryNodeAndLeavesThePlanAlone() {
    Simulation mesh = new Simulation(1, 5, 2);
    mesh.run(15_000);
    mesh.checkEveryNodeIsPlanned();
    long changes = mesh.planChanges();
    assertThat(changes).isEqualTo(5);
    mesh.run(200_000);
    assertThat(mesh.planChanges()).isEqualTo(changes);
    assertThat(mesh.controllers().stream().filter(each -> mesh.host(each).core.isActing()))
        .hasSize(1);
  }

  @Test
  void letsTheSubstituteCarryADeadNodeOnAndGiveItBack() {
    Simulation mesh = new Simulation(2, 4, 1);
    mesh.run(15_000);
    mesh.kill("n1");
    mesh.run(1_500);
    assertThat(mesh.carrier("n1")).isPresent();
    assertThat(mesh.host("c0").core.life("n1", mesh.now)).isEqualTo(Life.CARRIED);
    String carrier = mesh.carrier("n1").orElseThrow();
    mesh.run(20_000);
    mesh.start("n1");
    mesh.run(10_000);
    assertThat(mesh.carrier("n1")).isEmpty();
    assertThat(mesh.host("c0").core.handovers())
        .singleElement()
        .satisfies(handover -> {
          assertThat(handover.node()).isEqualTo("n1");
          assertThat(handover.kind()).isEqualTo(Handover.Kind.DIED);
          assertThat(handover.substitute()).isEqualTo(carrier);
          assertThat(handover.carriedAt().orElseThrow() - handover.at()).isBetween(0L, 1_500L);
          assertThat(handover.returnedAt().orElseThrow() - handover.at())
              .isBetween(20_000L, 31_500L);
        });
    mesh.checkEveryNodeIsPlanned();
    assertThat(mesh.host("c0").core.life("n1", mesh.now)).isEqualTo(Life.ALIVE);
  }

  @Test
  void carriesOneOfTwoNodesOnWhoseProcessHasDied() {
    Simulation mesh = new Simulation(8, 2, 1);
    mesh.run(15_000);
    mesh.kill("n1");
    mesh.run(20_000);
    assertThat(mesh.carrier("n1")).hasValue("n0");
    assertThat(mesh.host("c0").core.isActing()).isTrue();
  }

  @Test
  void doesNotTakeANodeForDeadThatOnlyTheControllerCannotReach() {
    Simulation mesh = new Simulation(3, 5, 1);
    mesh.run(15_000);
    mesh.cut("c0", "n2");
    mesh.run(60_000);
    assertThat(mesh.decisions).noneMatch(each -> each instanceof Decision.Died);
    assertThat(mesh.host("c0").core.life("n2", mesh.now)).isEqualTo(Life.SUSPECTED);
    assertThat(mesh.node("n2").serves(mesh.now)).isTrue();
  }

  @Test
  void saysThatANodeIsUnprotectedWhoseCarrierHasDied() {
    Simulation mesh = new Simulation(4, 5, 1);
    mesh.run(15_000);
    mesh.kill("n1");
    mesh.run(5_000);
    String carrier = mesh.carrier("n1").orElseThrow();
    mesh.run(10_000);
    mesh.kill(carrier);
    mesh.run(10_000);
    assertThat(mesh.carrier(carrier)).isPresent();
    assertThat(mesh.carrier("n1")).isEmpty();
    assertThat(mesh.host("c0").core.life(carrier, mesh.now)).isEqualTo(Life.CARRIED);
    assertThat(mesh.host("c0").core.life("n1", mesh.now)).isNotIn(Life.ALIVE, Life.CARRIED);
  }

  @Test
  void drainsANodeWithoutWaiting() {
    Simulation mesh = new Simulation(5, 4, 1);
    mesh.run(15_000);
    Simulation.Host host = mesh.host("c0");
    mesh.decide(host, host.core.drain("n3", mesh.now));
    mesh.run(1_500);
    assertThat(mesh.carrier("n3")).isPresent();
    mesh.kill("n3");
    mesh.run(30_000);
    assertThat(mesh.carrier("n3")).isPresent();
    mesh.start("n3");
    mesh.run(15_000);
    assertThat(mesh.carrier("n3")).isEmpty();
    mesh.checkEveryNodeIsPlanned();
  }

  @Test
  void anotherControllerTakesOverAndKeepsThePlan() {
    Simulation mesh = new Simulation(6, 5, 3);
    mesh.run(20_000);
    String acting = mesh.acting().orElseThrow().name;
    int before = mesh.decisions.size();
    mesh.killController(acting);
    mesh.run(20_000);
    assertThat(mesh.acting().orElseThrow().name).isNotEqualTo(acting);
    // What it has learnt from the nodes is written down, too, and changes nothing.
    assertThat(mesh.decisions.subList(before, mesh.decisions.size()))
        .noneMatch(
            each -> each instanceof Decision.Armed armed && !armed.why().startsWith("learnt"));
    mesh.kill("n0");
    mesh.run(3_000);
    assertThat(mesh.carrier("n0")).isPresent();
  }

  @Test
  void shortCutsAndPausesChangeNoPlan() {
    Simulation mesh = new Simulation(7, 5, 1);
    mesh.run(15_000);
    long changes = mesh.planChanges();
    Random random = new Random(7);
    for (int i = 0; i < 30; i++) {
      String node = "n" + random.nextInt(5);
      mesh.cut("c0", node);
      mesh.run(random.nextInt(6_000));
      mesh.mend("c0", node);
      mesh.run(3_000);
    }
    mesh.require("PlanIsStable", mesh.planChanges() == changes, "the plan has changed");
  }

  @Test
  void invariantsHoldWhateverHappens() {
    long first = Long.getLong("fieldway.seed", System.nanoTime());
    for (int run = 0; run < Integer.getInteger("fieldway.runs", RUNS); run++) {
      long seed = first + run;
      System.out.println("SimulationTest seed " + seed);
      try {
        chaos(seed);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  private static void chaos(long seed) {
    Random random = new Random(seed);
    Simulation mesh = new Simulation(seed, 3 + random.nextInt(5), 1 + random.nextInt(3));
    mesh.run(10_000);
    for (int i = 0; i < 25; i++) {
      disturb(mesh, random);
      mesh.run(random.nextInt(5_000));
    }
    mesh.heal();
    mesh.run(60_000);
    mesh.checkEveryNodeIsPlanned();
    long changes = mesh.planChanges();
    mesh.run(30_000);
    mesh.require("PlanIsStable", mesh.planChanges() == changes, "the plan changes in a still mesh");
  }

  private static void disturb(Simulation mesh, Random random) {
    String node = any(mesh.names(), random);
    String other = any(mesh.names(), random);
    String controller = any(mesh.controllers(), random);
    switch (random.nextInt(9)) {
      case 0 -> {
        if (mesh.node(node).isUp) {
          mesh.kill(node);
        }
      }
      case 1, 2 -> {
        if (!mesh.node(node).isUp) {
          mesh.start(node);
        }
      }
      case 3 -> mesh.pause(node, random.nextInt(8_000));
      case 4 -> mesh.cut(controller, node);
      case 5 -> mesh.mend(controller, node);
      case 6 -> {
        if (!node.equals(other)) {
          mesh.cut(node, other);
        }
      }
      case 7 -> {
        if (!node.equals(other)) {
          mesh.mend(node, other);
        }
      }
      default -> restart(mesh, controller);
    }
  }

  private static void restart(Simulation mesh, String controller) {
    if (mesh.host(controller).isUp) {
      mesh.killController(controller);
    } else {
      mesh.startController(controller);
    }
  }

  private static <T> T any(List<T> all, Random random) {
    return all.get(random.nextInt(all.size()));
  }
}
