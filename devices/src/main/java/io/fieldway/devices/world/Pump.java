package io.fieldway.devices.world;

/// The pump that feeds the valves from a tank, and the tank.
///
/// @param speed what it is told, from 0 to 1
/// @param bar pressure behind the pump
/// @param litresPerMinute what flows through the open valves
/// @param watts what it draws
/// @param tankLitres what is in the tank, at most [#TANK_LITRES]
public record Pump(
    boolean running,
    double speed,
    double bar,
    double litresPerMinute,
    double watts,
    double tankLitres) {

  public static final double TANK_LITRES = 2_000;

  /// Below this the pump draws air and moves nothing.
  public static final double DRY_LITRES = 20;

  private static final double WELL_LITRES_PER_MINUTE = 12;
  private static final double ROOF_SQUARE_METRES = 40;
  private static final double SHUT_OFF_BAR = 4.5;
  private static final double FULL_FLOW = 60;

  /// A pump that runs against closed valves.
  static Pump running(double speed) {
    return new Pump(true, speed, SHUT_OFF_BAR * speed * speed, 0, 0, 0.8 * TANK_LITRES);
  }

  public Pump start(double atSpeed) {
    return new Pump(true, atSpeed, bar, litresPerMinute, watts, tankLitres);
  }

  public Pump stop() {
    return new Pump(false, speed, bar, litresPerMinute, watts, tankLitres);
  }

  /// Whether it runs and has nothing to pump.
  public boolean dry() {
    return running && tankLitres <= DRY_LITRES;
  }

  Pump step(int openValves, double seconds, double rainMillimetres) {
    boolean pumps = running && !dry();
    double flow =
        pumps && openValves > 0 ? FULL_FLOW * speed * (0.4 + 0.6 * openValves / World.VALVES) : 0;
    double head = pumps ? SHUT_OFF_BAR * speed * speed * (1 - 0.45 * flow / FULL_FLOW) : 0;
    double power = running ? 40 + 700 * Math.pow(speed, 3) * (0.35 + 0.65 * flow / FULL_FLOW) : 0;
    double well = tankLitres < 0.95 * TANK_LITRES ? WELL_LITRES_PER_MINUTE / 60 * seconds : 0;
    double tank = tankLitres + well + rainMillimetres * ROOF_SQUARE_METRES - flow / 60 * seconds;
    double quick = 1 - Math.exp(-seconds / 0.8);
    return new Pump(
        running,
        speed,
        bar + (head - bar) * quick,
        flow,
        watts + (power - watts) * quick,
        Math.max(0, Math.min(TANK_LITRES, tank)));
  }
}
