package io.seonchak.rehearsal;

import io.seonchak.rehearsal.Line.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** The pictures of a sheet, as SVG. */
final class Plots {

  private static final int BUCKETS = 140;
  private static final int LEFT = 52;
  private static final int WIDTH = 656;
  private static final int TOP = 14;
  private static final int HEIGHT = 190;
  private static final int TICKS = 6;
  private static final double FINEST_MILLIS = 0.1;
  private static final double COARSEST_MILLIS = 100_000;
  private static final int BARS = 60;

  private final Sheet sheet;
  private final long begin;
  private final long end;

  Plots(Sheet sheet) {
    this.sheet = sheet;
    List<Line> lines = sheet.lines();
    this.begin = Math.min(0, lines.stream().mapToLong(Line::sent).min().orElse(0));
    this.end = Math.max(1, lines.stream().mapToLong(Line::received).max().orElse(1));
  }

  /** Arrivals, grants and refusals a second. */
  String rates() {
    double[] arrivals = counts(line -> line.kind() == Kind.CLAIM, Line::intended);
    double[] grants = counts(Sheet::granted, Line::received);
    double[] refusals = counts(Sheet::refused, Line::received);
    double top = nice(Math.max(max(arrivals), Math.max(max(grants), max(refusals))));
    var svg = open("arrivals, grants and refusals a second");
    faults(svg);
    levels(svg, top);
    seconds(svg);
    area(svg, arrivals, top, "arrive");
    curve(svg, refusals, top, "refuse");
    curve(svg, grants, top, "grant");
    return svg.append("</svg>").toString();
  }

  /** Units free over time: a staircase. */
  String remaining() {
    double top =
        nice(sheet.remaining().stream().mapToDouble(step -> (double) step[1]).max().orElse(1));
    var svg = open("units free over time");
    faults(svg);
    levels(svg, top);
    seconds(svg);
    svg.append("<path fill=\"none\" stroke-width=\"2\" stroke=\"var(--rest)\" d=\"");
    String before = "";
    for (long[] step : sheet.remaining()) {
      String place = point(x(Math.max(begin, step[0])), y((double) step[1], top));
      if (!place.equals(before)) {
        svg.append(before.isEmpty() ? "M" : "H" + place.split(",", -1)[0] + " L").append(place);
      }
      before = place;
    }
    return svg.append(before.isEmpty() ? "M0,0" : "H" + (LEFT + WIDTH))
        .append("\"/></svg>")
        .toString();
  }

  /** How often which latency occurred; each group as a share of its own highest bar. */
  String latency() {
    var svg = open("latency distribution");
    for (double ms = FINEST_MILLIS; ms <= COARSEST_MILLIS; ms *= 10) {
      double x = logX(ms);
      line(svg, x, TOP, x, TOP + HEIGHT);
      String anchor = ms * 10 > COARSEST_MILLIS ? "end" : "middle";
      text(svg, x, TOP + HEIGHT + 16, anchor, ms < 1 ? "0.1" : label(ms));
    }
    bars(svg, sheet.refusals(), "refuse");
    bars(svg, sheet.grants(), "grant");
    return svg.append("</svg>").toString();
  }

  private void bars(StringBuilder svg, Latency latency, String colour) {
    double step = Math.pow(COARSEST_MILLIS / FINEST_MILLIS, 1.0 / BARS);
    double[] counts = new double[BARS];
    for (int i = 0; i < BARS; i++) {
      double from = FINEST_MILLIS * Math.pow(step, i);
      counts[i] = latency.between(i == 0 ? 0 : from, from * step);
    }
    double top = Math.max(1, max(counts));
    for (int i = 0; i < BARS; i++) {
      double y = y(counts[i], top);
      if (counts[i] > 0) {
        svg.append(
            String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"var(--%s)\" opacity=\".62\"/>",
                LEFT + i * (double) WIDTH / BARS,
                Math.min(y, TOP + HEIGHT - 1.5),
                (double) WIDTH / BARS - 1,
                Math.max(1.5, TOP + HEIGHT - y),
                colour));
      }
    }
  }

  private static double logX(double ms) {
    return LEFT + WIDTH * Math.log(ms / FINEST_MILLIS) / Math.log(COARSEST_MILLIS / FINEST_MILLIS);
  }

  private static StringBuilder open(String label) {
    return new StringBuilder("<svg viewBox=\"0 0 720 232\" role=\"img\" aria-label=\"")
        .append(label)
        .append("\">");
  }

  private void faults(StringBuilder svg) {
    for (Faults.Mark mark : sheet.marks()) {
      double from = x(Math.max(begin, mark.fromNanos()));
      double to = Math.max(from + 2, x(Math.min(end, mark.toNanos())));
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"var(--fault)\" opacity=\".28\"><title>%s</title></rect>",
              from,
              TOP,
              to - from,
              HEIGHT,
              Page.escape(mark.text())));
    }
  }

  private static void levels(StringBuilder svg, double top) {
    for (int i = 0; i <= 2; i++) {
      double y = y(top * i / 2, top);
      line(svg, LEFT, y, LEFT + WIDTH, y);
      text(svg, LEFT - 6, y + 4, "end", label(top * i / 2));
    }
  }

  private void seconds(StringBuilder svg) {
    double step = nice((end - begin) / 1e9 / TICKS);
    for (double at = Math.ceil(begin / 1e9 / step) * step; at <= end / 1e9; at += step) {
      double x = x((long) (at * 1e9));
      line(svg, x, TOP + HEIGHT, x, TOP + HEIGHT + 4);
      String format = step < 1 ? "%.1f s" : "%.0f s";
      text(svg, x, TOP + HEIGHT + 18, "middle", String.format(Locale.ROOT, format, at + 0.0));
    }
    if (begin < 0) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<line x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\" stroke=\"var(--soft)\" stroke-dasharray=\"4 3\"/>",
              x(0),
              TOP,
              TOP + HEIGHT));
    }
  }

  private void area(StringBuilder svg, double[] counts, double top, String colour) {
    svg.append("<polygon opacity=\".35\" fill=\"var(--").append(colour).append(")\" points=\"");
    svg.append(point(LEFT, y(0, top))).append(' ');
    points(svg, counts, top);
    svg.append(point(LEFT + WIDTH, y(0, top))).append("\"/>");
  }

  private void curve(StringBuilder svg, double[] counts, double top, String colour) {
    svg.append(
        "<polyline fill=\"none\" stroke-width=\"2\" stroke-linejoin=\"round\" stroke=\"var(--");
    svg.append(colour).append(")\" points=\"");
    points(svg, counts, top);
    svg.append("\"/>");
  }

  private static void points(StringBuilder svg, double[] counts, double top) {
    for (int i = 0; i < BUCKETS; i++) {
      svg.append(point(LEFT + (i + 0.5) * WIDTH / BUCKETS, y(counts[i], top))).append(' ');
    }
  }

  private double[] counts(Predicate<Line> which, ToLongFunction<Line> at) {
    double[] counts = new double[BUCKETS];
    double width = Math.max(1, (end - begin) / (double) BUCKETS);
    sheet.lines().stream()
        .filter(which)
        .mapToLong(at)
        .filter(moment -> moment >= begin)
        .forEach(
            moment -> counts[(int) Math.min(BUCKETS - 1, (moment - begin) / width)] += 1e9 / width);
    return counts;
  }

  private double x(long nanos) {
    return LEFT + WIDTH * (nanos - begin) / (double) Math.max(1, end - begin);
  }

  private static double y(double value, double top) {
    return TOP + HEIGHT * (1 - value / top);
  }

  private static String point(double x, double y) {
    return String.format(Locale.ROOT, "%.1f,%.1f", x, y);
  }

  private static void line(StringBuilder svg, double x1, double y1, double x2, double y2) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"var(--rule)\"/>",
            x1,
            y1,
            x2,
            y2));
  }

  private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
            x,
            y,
            anchor,
            text));
  }

  private static String label(double value) {
    return value >= 1_000
        ? String.format(Locale.ROOT, value % 1_000 == 0 ? "%.0fk" : "%.1fk", value / 1_000)
        : String.format(Locale.ROOT, "%.0f", value);
  }

  /** The next of 1, 2, 5, 10, 20 … */
  private static double nice(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(Math.max(value, 1e-3))));
    for (double step : new double[] {1, 2, 5, 10}) {
      if (step * power >= value) {
        return step * power;
      }
    }
    return 10 * power;
  }

  private static double max(double[] values) {
    return Arrays.stream(values).max().orElse(0);
  }
}
