package io.fieldway.devices.instrument;

import io.fieldway.devices.world.Valve;
import io.fieldway.devices.world.World;

/// What the camera sees, a colour for each point: the sky by the sun's height, clouds, rain, a
/// hill, and the plots, dark where they are wet.
final class Scene {
  static final int WIDTH = 320;
  static final int HEIGHT = 240;

  private static final int HORIZON = 96;
  private static final int PLOTS_TOP = 116;
  private static final int PLOTS_BOTTOM = 222;
  private static final double SUN_RADIUS = 11;

  private static final Colour NIGHT = new Colour(12, 18, 44);
  private static final Colour DAY = new Colour(96, 164, 230);
  private static final Colour DAWN = new Colour(240, 150, 90);
  private static final Colour CLOUD = new Colour(206, 210, 214);
  private static final Colour STORM = new Colour(96, 102, 112);
  private static final Colour SUN = new Colour(255, 240, 180);
  private static final Colour MOON = new Colour(214, 218, 226);
  private static final Colour HILL = new Colour(70, 104, 62);
  private static final Colour GRASS = new Colour(104, 142, 72);
  private static final Colour DRY_SOIL = new Colour(202, 170, 116);
  private static final Colour WET_SOIL = new Colour(78, 50, 30);
  private static final Colour LEAF = new Colour(76, 138, 58);
  private static final Colour WATER = new Colour(150, 200, 240);

  private final World world;
  private final double light;
  private final double sunX;
  private final double sunY;
  private final long moment;

  Scene(World world) {
    this.world = world;
    this.light = 0.22 + 0.78 * Math.sqrt(world.sunHeight()) * (1 - 0.4 * world.weather().cloud());
    double across = (world.dayPhase() % 0.5 + (world.dayPhase() % 0.5 < 0.25 ? 0.25 : -0.25)) * 2;
    this.sunX = across * WIDTH;
    this.sunY = HORIZON - 12 - 70 * Math.abs(Math.sin((world.dayPhase() - 0.25) * 2 * Math.PI));
    this.moment = world.at().toEpochMilli() / 50;
  }

  Colour at(int x, int y) {
    Colour colour = y < hillTop(x) ? sky(x, y) : ground(x, y);
    return rainAt(x, y) ? colour.mix(CLOUD, 0.45) : colour;
  }

  private Colour sky(int x, int y) {
    double height = world.sunHeight();
    double low = (double) y / HORIZON;
    Colour clear = NIGHT.mix(DAY, Math.min(1, height * 2.2)).mix(CLOUD, 0.25 * low * height);
    double dusk = Math.max(0, 1 - Math.abs(height - 0.12) / 0.16) * low * low;
    Colour air = clear.mix(DAWN, height > 0 ? dusk * 0.8 : 0);
    Colour withSun = disc(x, y) ? air.mix(height > 0 ? SUN : MOON, 0.95) : air;
    double cloud = world.weather().cloud();
    double thick =
        Math.clamp((Noise.smooth(x + moment / 8.0, y * 2.2, 34) + cloud - 0.9) * 2.4, 0, 1);
    Colour grey = CLOUD.mix(STORM, Math.max(0, cloud - 0.5) * 2).times(light);
    return withSun.mix(grey, thick);
  }

  private boolean disc(int x, int y) {
    return Math.hypot(x - sunX, y - sunY) < SUN_RADIUS;
  }

  private static double hillTop(int x) {
    return HORIZON + 7 * Math.sin(x / 47.0) - 6 * Math.sin(x / 113.0 + 1);
  }

  private Colour ground(int x, int y) {
    if (y < HORIZON + 12) {
      return HILL.times(light);
    }
    double depth = (double) (y - PLOTS_TOP) / (PLOTS_BOTTOM - PLOTS_TOP);
    double spread = 0.72 + 0.28 * depth;
    double across = ((x - WIDTH / 2.0) / (WIDTH / 2.0) / spread + 1) / 2 * World.PLOTS;
    int plot = (int) Math.floor(across);
    double inside = across - plot;
    boolean soil =
        depth >= 0
            && depth <= 1
            && plot >= 0
            && plot < World.PLOTS
            && inside > 0.07
            && inside < 0.93;
    Colour colour =
        soil ? soil(plot, inside, depth, x, y) : GRASS.times(0.85 + 0.15 * Noise.at(x, y));
    return colour.times(light);
  }

  private Colour soil(int plot, double inside, double depth, int x, int y) {
    double wet = Math.clamp((world.plots().get(plot).moisture() - 8) / 40, 0, 1);
    Colour earth = DRY_SOIL.mix(WET_SOIL, wet).times(0.93 + 0.07 * Noise.at(x, y));
    boolean row = Math.abs(inside * 4 % 1 - 0.5) < 0.16;
    Colour planted = row && Noise.at(x / 3, y / 2) < 0.55 + wet * 0.35 ? LEAF : earth;
    Valve valve = world.valves().get(World.valveOf(plot));
    boolean drop =
        valve.open()
            && world.pump().litresPerMinute() > 0
            && Noise.at(x / 2, y / 2 + (int) (moment % 1_000) * 3) < 0.14 * (0.5 + depth);
    return drop ? WATER : planted;
  }

  private boolean rainAt(int x, int y) {
    double rain = world.weather().rain();
    return rain > 0
        && Noise.at(x + y / 4, (int) (y / 12 + moment % 1_000)) < Math.min(0.12, rain / 70);
  }

  /// A colour by its three parts, from 0 to 255.
  record Colour(double red, double green, double blue) {
    Colour mix(Colour other, double share) {
      double part = Math.clamp(share, 0, 1);
      return new Colour(
          red + (other.red - red) * part,
          green + (other.green - green) * part,
          blue + (other.blue - blue) * part);
    }

    Colour times(double factor) {
      return new Colour(red * factor, green * factor, blue * factor);
    }

    int rgb() {
      return part(red) << 16 | part(green) << 8 | part(blue);
    }

    private static int part(double value) {
      return Math.clamp(Math.round(value), 0, 255);
    }
  }
}
