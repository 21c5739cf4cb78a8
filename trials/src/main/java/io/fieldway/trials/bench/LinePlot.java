package io.fieldway.trials.bench;

import com.google.errorprone.annotations.Var;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// Lines over two axes that begin at zero, as an SVG document that is readable on light and on dark
/// pages. Lines differ in colour, in stroke and in mark.
///
/// @param across what the horizontal axis shows, with its unit
/// @param up what the vertical axis shows, with its unit
/// @param lines two at most
public record LinePlot(String title, String across, String up, List<Line> lines) {
  /// One line.
  public record Line(String name, List<Point> points) {
    public Line(String name, List<Point> points) {
      this.name = name;
      this.points = List.copyOf(points);
    }
  }

  public record Point(double x, double y) {}

  private static final int WIDTH = 720;
  private static final int HEIGHT = 420;
  private static final int LEFT = 76;
  private static final int RIGHT = 32;
  private static final int TOP = 48;
  private static final int BOTTOM = 64;
  private static final int STEPS = 5;
  private static final int LEGEND_LINE = 22;

  public LinePlot(String title, String across, String up, List<Line> lines) {
    this.title = title;
    this.across = across;
    this.up = up;
    this.lines = List.copyOf(lines);
  }

  /// The document.
  public String svg() {
    double stepX = step(most(Point::x));
    double stepY = step(most(Point::y));
    double mostX = stepX * Math.ceil(most(Point::x) / stepX);
    double mostY = stepY * Math.ceil(most(Point::y) / stepY);
    StringBuilder svg = new StringBuilder(head());
    text(svg, "title", WIDTH / 2.0, 28, "middle", title);
    axes(svg, stepX, mostX, stepY, mostY);
    for (int i = 0; i < lines.size(); i++) {
      line(svg, i, mostX, mostY);
      legend(svg, i);
    }
    return svg.append("</svg>\n").toString();
  }

  private String head() {
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" role="img" aria-label="%3$s">
    <title>%3$s</title>
    <style>
    .page{fill:#fff} text{fill:#24292f;font:14px sans-serif} .title{font-size:16px;font-weight:600}
    .grid{stroke:#d0d7de;stroke-width:1} .axis{stroke:#57606a;stroke-width:1.5}
    .line{fill:none;stroke-width:2.5} .s0{stroke:#0969da} .m0{fill:#0969da}
    .s1{stroke:#bc4c00;stroke-dasharray:7 4} .m1{fill:#bc4c00}
    @media (prefers-color-scheme:dark){.page{fill:#0d1117} text{fill:#e6edf3} .grid{stroke:#30363d}
    .axis{stroke:#8b949e} .s0{stroke:#58a6ff} .m0{fill:#58a6ff} .s1{stroke:#f0883e} .m1{fill:#f0883e}}
    </style>
    <rect class="page" width="%1$d" height="%2$d"/>
    """
        .formatted(WIDTH, HEIGHT, escaped(title));
  }

  private void axes(StringBuilder svg, double stepX, double mostX, double stepY, double mostY) {
    for (@Var double y = 0; y <= mostY + stepY / 2; y += stepY) {
      segment(svg, y == 0 ? "axis" : "grid", LEFT, row(y, mostY), WIDTH - RIGHT, row(y, mostY));
      text(svg, "tick", LEFT - 8.0, row(y, mostY) + 5, "end", number(y));
    }
    for (@Var double x = 0; x <= mostX + stepX / 2; x += stepX) {
      segment(svg, x == 0 ? "axis" : "grid", column(x, mostX), TOP, column(x, mostX), row(0, 1));
      text(svg, "tick", column(x, mostX), HEIGHT - BOTTOM + 20.0, "middle", number(x));
    }
    text(svg, "label", (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 18.0, "middle", across);
    double middle = (TOP + HEIGHT - BOTTOM) / 2.0;
    svg.append(
        "<text text-anchor=\"middle\" transform=\"translate(20 %s) rotate(-90)\">%s</text>%n"
            .formatted(place(middle), escaped(up)));
  }

  private void line(StringBuilder svg, int number, double mostX, double mostY) {
    List<String> corners = new ArrayList<>();
    StringBuilder marks = new StringBuilder();
    for (Point point : lines.get(number).points()) {
      double x = column(point.x(), mostX);
      double y = row(point.y(), mostY);
      corners.add(place(x) + "," + place(y));
      mark(marks, number, x, y);
    }
    svg.append(
        "<polyline class=\"line s%d\" points=\"%s\"/>%n"
            .formatted(number, String.join(" ", corners)));
    svg.append(marks);
  }

  private void legend(StringBuilder svg, int number) {
    double y = TOP + 20.0 + LEGEND_LINE * number;
    segment(svg, "line s" + number, LEFT + 16.0, y, LEFT + 56.0, y);
    mark(svg, number, LEFT + 36.0, y);
    text(svg, "legend", LEFT + 66.0, y + 5, "start", lines.get(number).name());
  }

  private static void mark(StringBuilder svg, int number, double x, double y) {
    svg.append(
        number == 0
            ? "<circle class=\"m0\" cx=\"%s\" cy=\"%s\" r=\"4\"/>%n".formatted(place(x), place(y))
            : "<rect class=\"m1\" x=\"%s\" y=\"%s\" width=\"7\" height=\"7\"/>%n"
                .formatted(place(x - 3.5), place(y - 3.5)));
  }

  private static void segment(
      StringBuilder svg, String kind, double x, double y, double toX, double toY) {
    svg.append(
        "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>%n"
            .formatted(kind, place(x), place(y), place(toX), place(toY)));
  }

  private static void text(
      StringBuilder svg, String kind, double x, double y, String anchor, String words) {
    svg.append(
        "<text class=\"%s\" x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>%n"
            .formatted(kind, place(x), place(y), anchor, escaped(words)));
  }

  private static double column(double x, double most) {
    return LEFT + x / most * (WIDTH - LEFT - RIGHT);
  }

  private static double row(double y, double most) {
    return HEIGHT - BOTTOM - y / most * (HEIGHT - TOP - BOTTOM);
  }

  private double most(ToDoubleFunction<Point> side) {
    return Math.max(
        Double.MIN_NORMAL,
        lines.stream().flatMap(line -> line.points().stream()).mapToDouble(side).max().orElse(1));
  }

  /// A step of 1, 2 or 5 times a power of ten, about so that [#STEPS] of them reach as far.
  private static double step(double most) {
    double power = Math.pow(10, Math.floor(Math.log10(most / STEPS)));
    double rest = most / STEPS / power;
    return power * (rest <= 1 ? 1 : rest <= 2 ? 2 : rest <= 5 ? 5 : 10);
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }

  private static String place(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
