package io.fieldway.devices.world;

import com.google.errorprone.annotations.Var;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The whole field at one moment.
///
/// @param at the moment, which is real time: valves and orders live in it
/// @param dayPhase where the day stands, from 0 (midnight) over 0.5 (noon) to 1; with a short
///   [Climate#dayLength] it runs faster than `at`
/// @param plots [#PLOTS] of them; each valve waters as many, in order
/// @param valves [#VALVES] of them
public record World(
    Instant at, double dayPhase, Weather weather, List<Plot> plots, List<Valve> valves, Pump pump) {

  public static final int PLOTS = 6;
  public static final int VALVES = 3;

  public World(
      Instant at,
      double dayPhase,
      Weather weather,
      List<Plot> plots,
      List<Valve> valves,
      Pump pump) {
    this.at = at;
    this.dayPhase = dayPhase;
    this.weather = weather;
    this.plots = List.copyOf(plots);
    this.valves = List.copyOf(valves);
    this.pump = pump;
    if (this.plots.size() != PLOTS || this.valves.size() != VALVES) {
      throw new IllegalArgumentException(
          "a world has " + PLOTS + " plots and " + VALVES + " valves");
    }
  }

  /// A dry, fair field with its pump running and its valves closed.
  ///
  /// @param dayPhase where the day begins
  public static World at(Instant at, double dayPhase) {
    return new World(
        at,
        dayPhase,
        Weather.fair(at),
        Stream.of(31.0, 27.5, 24.0, 34.5, 29.0, 26.0)
            .map(moisture -> new Plot(moisture, 15))
            .toList(),
        Stream.generate(() -> Valve.CLOSED).limit(VALVES).toList(),
        Pump.running(0.7));
  }

  /// The valve that waters a plot.
  public static int valveOf(int plot) {
    return plot * VALVES / PLOTS;
  }

  /// The height of the sun, from 0 at night to 1 at noon.
  public double sunHeight() {
    return Math.max(0, Math.sin((dayPhase - 0.25) * 2 * Math.PI));
  }

  /// The world a moment later. Long spans are taken in short steps, so that one step of an hour
  /// ends where 3,600 steps of a second end.
  ///
  /// @param seed decides showers and wind; the same seed makes the same weather
  public World step(Duration span, Climate climate, long seed) {
    @Var World world = this;
    @Var long left = span.toMillis();
    while (left > 0) {
      long millis = Math.min(Climate.LONGEST_STEP_MILLIS, left);
      world = world.shortStep(millis, climate, seed);
      left -= millis;
    }
    return world;
  }

  /// The world at a later moment; the same world where the moment is not later by a millisecond.
  public World until(Instant moment, Climate climate, long seed) {
    return step(Duration.between(at, moment), climate, seed);
  }

  private World shortStep(long millis, Climate climate, long seed) {
    double seconds = millis / 1000.0;
    double fieldHours = climate.fieldHours(seconds);
    Instant next = at.plusMillis(millis);
    double phase = (dayPhase + fieldHours / 24) % 1;
    Weather later = weather.step(next, phase, fieldHours, climate, seed);
    List<Valve> laterValves = valves.stream().map(valve -> valve.at(next)).toList();
    int open = (int) valves.stream().filter(Valve::open).count();
    Pump laterPump = pump.step(open, seconds, later.rain() * fieldHours);
    List<Plot> laterPlots = new ArrayList<>(PLOTS);
    for (int i = 0; i < PLOTS; i++) {
      double litres =
          valves.get(valveOf(i)).open()
              ? laterPump.litresPerMinute() / 60 * seconds / open * VALVES / PLOTS
              : 0;
      laterPlots.add(plots.get(i).step(later, fieldHours, litres));
    }
    return new World(next, phase, later, laterPlots, laterValves, laterPump);
  }

  /// Opens a valve until a moment, or for longer or shorter where it is open already.
  public World open(int valve, Instant until) {
    return withValve(valve, valves.get(valve).openUntil(until));
  }

  public World close(int valve) {
    return withValve(valve, valves.get(valve).closed());
  }

  public World withPump(Pump other) {
    return new World(at, dayPhase, weather, plots, valves, other);
  }

  private World withValve(int index, Valve valve) {
    List<Valve> all = new ArrayList<>(valves);
    all.set(index, valve);
    return new World(at, dayPhase, weather, plots, all, pump);
  }
}
