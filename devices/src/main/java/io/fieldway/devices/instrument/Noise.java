package io.fieldway.devices.instrument;

/// Numbers that look random and depend on a place alone.
final class Noise {
  private Noise() {}

  /// From 0 to 1, independent at each place.
  static double at(int x, int y) {
    long mixed = (x * 0x9E3779B97F4A7C15L) ^ (y * 0xC2B2AE3D27D4EB4FL);
    long spread = (mixed ^ (mixed >>> 31)) * 0xD6E8FEB86659FD93L;
    return ((spread ^ (spread >>> 32)) & 0xFFFFFF) / (double) 0x1000000;
  }

  /// From 0 to 1, changing softly over `grain` places.
  static double smooth(double x, double y, double grain) {
    double gx = x / grain;
    double gy = y / grain;
    int left = (int) Math.floor(gx);
    int top = (int) Math.floor(gy);
    double fx = soften(gx - left);
    double fy = soften(gy - top);
    double above = at(left, top) * (1 - fx) + at(left + 1, top) * fx;
    double below = at(left, top + 1) * (1 - fx) + at(left + 1, top + 1) * fx;
    return above * (1 - fy) + below * fy;
  }

  private static double soften(double part) {
    return part * part * (3 - 2 * part);
  }
}
