package io.fieldway.devices.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.errorprone.annotations.Var;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class WorldTest {
  private static final Instant NOW = Instant.parse("2026-06-21T10:00:00Z");
  private static final Climate TRUE_TO_LIFE = new Climate(Duration.ofHours(24), 0.15);
  private static final Climate DRY = new Climate(Duration.ofHours(24), 0);
  private static final Climate WET = new Climate(Duration.ofHours(24), 1);
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void wetsThePlotsOfAnOpenValveAndNoOther() {
    World closed = World.at(NOW, 0.4);
    World open = closed.open(0, NOW.plusSeconds(120));

    World later = open.step(Duration.ofSeconds(60), DRY, 1);

    assertThat(later.plots().get(0).moisture()).isGreaterThan(closed.plots().get(0).moisture() + 2);
    assertThat(later.plots().get(1).moisture()).isGreaterThan(closed.plots().get(1).moisture() + 2);
    assertThat(later.plots().get(2).moisture()).isLessThan(closed.plots().get(2).moisture());
    assertThat(later.plots().get(3).moisture()).isLessThan(closed.plots().get(3).moisture());
  }

  @Test
  void wetsNothingWhileThePumpStands() {
    World open = World.at(NOW, 0.4).open(0, NOW.plusSeconds(120));
    World still = open.withPump(open.pump().stop());

    World later = still.step(Duration.ofSeconds(60), DRY, 1);

    assertThat(later.plots().getFirst().moisture())
        .isLessThanOrEqualTo(still.plots().getFirst().moisture());
    assertThat(later.pump().litresPerMinute()).isZero();
  }

  @Test
  void closesTheValveWhenItsTimeIsOver() {
    World open = World.at(NOW, 0.4).open(1, NOW.plusSeconds(30));

    assertThat(open.step(Duration.ofSeconds(29), DRY, 1).valves().get(1).open()).isTrue();
    World later = open.step(Duration.ofSeconds(30), DRY, 1);
    assertThat(later.valves().get(1).open()).isFalse();
    assertThat(later.valves().get(1).left(later.at())).isZero();
    assertThat(later.valves().get(1).cycles()).isEqualTo(1);
  }

  @Test
  void setsAnOpenValvesTimeAnewWithoutCountingItTwice() {
    World open = World.at(NOW, 0.4).open(1, NOW.plusSeconds(30)).open(1, NOW.plusSeconds(90));

    World later = open.step(Duration.ofSeconds(60), DRY, 1);

    assertThat(later.valves().get(1).open()).isTrue();
    assertThat(later.valves().get(1).cycles()).isEqualTo(1);
  }

  @Test
  void isBrightAndWarmByDayAndDarkAndCoolByNight() {
    List<Double> sun = new ArrayList<>();
    List<Double> warmth = new ArrayList<>();
    @Var World world = World.at(NOW, 0).step(HOUR.multipliedBy(24), DRY, 7);
    for (int hour = 0; hour < 24; hour++) {
      sun.add(world.weather().sun());
      warmth.add(world.weather().temperature());
      world = world.step(HOUR, DRY, 7);
    }

    assertThat(sun.get(0)).isZero();
    assertThat(sun.get(3)).isZero();
    assertThat(sun.get(12)).isGreaterThan(400).isGreaterThan(sun.get(8));
    assertThat(sun.get(21)).isZero();
    assertThat(warmth.get(15)).isGreaterThan(warmth.get(4) + 8);
  }

  @Test
  void runsItsDayFasterThanItsValves() {
    Climate quick = new Climate(Duration.ofMinutes(10), 0);
    World world = World.at(NOW, 0.25).open(0, NOW.plusSeconds(200));

    World later = world.step(Duration.ofSeconds(150), quick, 1);

    assertThat(later.dayPhase()).isCloseTo(0.5, within(0.001));
    assertThat(later.valves().getFirst().left(later.at())).isEqualTo(Duration.ofSeconds(50));
  }

  @Test
  void driesInTheSunFasterThanAtNight() {
    World noon = World.at(NOW, 0.45).step(HOUR, DRY, 3);
    World night = World.at(NOW, 0.95).step(HOUR, DRY, 3);

    double dryBefore = World.at(NOW, 0.45).plots().getFirst().moisture();
    assertThat(dryBefore - noon.plots().getFirst().moisture())
        .isGreaterThan(2 * (dryBefore - night.plots().getFirst().moisture()));
  }

  @Test
  void letsShowersComeAndGo() {
    @Var boolean rained = false;
    @Var int spells = 0;
    @Var boolean raining = false;
    @Var World world = World.at(NOW, 0);
    for (int i = 0; i < 24 * 12; i++) {
      world = world.step(Duration.ofMinutes(5), TRUE_TO_LIFE, 11);
      boolean now = world.weather().rain() > 0.5;
      spells += now && !raining ? 1 : 0;
      raining = now;
      rained = rained || now;
    }

    assertThat(rained).isTrue();
    assertThat(spells).isBetween(1, 24);
    assertThat(world.weather().fallen()).isPositive();
  }

  @Test
  void wetsTheSoilWithRain() {
    World before = World.at(NOW, 0);
    World after = before.step(HOUR.multipliedBy(6), WET, 5);

    assertThat(after.weather().fallen()).isGreaterThan(1);
    assertThat(after.plots().get(2).moisture()).isGreaterThan(before.plots().get(2).moisture());
  }

  @Test
  void emptiesTheTankAndFillsItAgain() {
    World start = World.at(NOW, 0.5);
    World full =
        start.withPump(start.pump().start(1)).open(0, NOW.plus(HOUR)).open(1, NOW.plus(HOUR));

    World after = full.step(Duration.ofMinutes(40), DRY, 1);
    assertThat(after.pump().tankLitres()).isLessThan(full.pump().tankLitres() / 2);

    World rested = after.close(0).close(1).step(Duration.ofHours(2), DRY, 1);
    assertThat(rested.pump().tankLitres()).isGreaterThan(after.pump().tankLitres() + 500);
  }

  @Test
  void losesPressureWhereWaterFlows() {
    World closed = World.at(NOW, 0.5).step(Duration.ofSeconds(10), DRY, 1);
    World open = closed.open(0, closed.at().plusSeconds(60)).step(Duration.ofSeconds(10), DRY, 1);

    assertThat(open.pump().bar()).isBetween(0.5, closed.pump().bar() - 0.1);
    assertThat(open.pump().watts()).isGreaterThan(closed.pump().watts());
    assertThat(closed.pump().litresPerMinute()).isZero();
  }

  @Property(tries = 50)
  void staysWithinBoundsWhateverTheWeather(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 1_440) int dayMinutes) {
    Climate climate = new Climate(Duration.ofMinutes(dayMinutes), 0.5);
    World world =
        World.at(NOW, 0.1)
            .open(0, NOW.plusSeconds(300))
            .step(Duration.ofMinutes(20), climate, seed);

    assertThat(world.weather().humidity()).isBetween(15.0, 100.0);
    assertThat(world.weather().temperature()).isBetween(-15.0, 45.0);
    assertThat(world.weather().windFrom()).isBetween(0.0, 360.0);
    assertThat(world.weather().rain()).isBetween(0.0, 15.0);
    assertThat(world.plots())
        .allSatisfy(plot -> assertThat(plot.moisture()).isBetween(Plot.DRIEST, Plot.SATURATED));
    assertThat(world.pump().tankLitres()).isBetween(0.0, Pump.TANK_LITRES);
  }

  @Property(tries = 20)
  void isTheSameWorldForTheSameSeed(@ForAll long seed) {
    World world = World.at(NOW, 0.3);
    Duration span = Duration.ofMinutes(10);

    World once = world.step(span, Climate.brisk(), seed);
    @Var World bySeconds = world;
    for (int i = 0; i < span.toSeconds(); i++) {
      bySeconds = bySeconds.step(Duration.ofSeconds(1), Climate.brisk(), seed);
    }

    assertThat(bySeconds).isEqualTo(once);
  }
}
