package io.seonchak.bench.compare;

import java.util.List;
import java.util.Locale;

/** Bars of durable grants a second, as SVG for light and dark pages. */
final class Picture {

  private static final int WIDTH = 1000;
  private static final int LABEL = 400;
  private static final int RIGHT = 210;
  private static final int ROW = 34;
  private static final int BAR = 18;
  private static final int TOP = 64;
  private static final String STYLE =
      """
      text { font: 13px system-ui, sans-serif; fill: #24292f }
      .quiet { fill: #57606a } .whisker { fill: none; stroke: #24292f; stroke-width: 1.5 }
      .ours { fill: #0969da } .postgres { fill: #2da44e } .kafka { fill: #bf8700 } .nowhere { fill: #cf222e }
      @media (prefers-color-scheme: dark) {
        text { fill: #e6edf3 } .quiet { fill: #9198a1 } .whisker { stroke: #e6edf3 }
        .ours { fill: #4493f8 } .postgres { fill: #3fb950 } .kafka { fill: #d29922 } .nowhere { fill: #f85149 }
      }
      """;
  private static final List<String> LEGEND = List.of("ours", "postgres", "kafka", "nowhere");
  private static final List<String> LEGEND_TEXTS =
      List.of("Seonchak, in PostgreSQL", "in PostgreSQL", "in Kafka", "nowhere before the answer");

  private Picture() {}

  static String of(List<Outcome> outcomes) {
    double most = outcomes.stream().mapToDouble(o -> o.max(Result::grants)).max().orElse(1);
    var svg = new StringBuilder();
    int height = TOP + outcomes.size() * ROW + 12;
    svg.append(
            String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
                    + " aria-label=\"Correct durable grants a second\">",
                WIDTH,
                height))
        .append('\n');
    svg.append(String.format(Locale.ROOT, "<style>%s</style>", STYLE)).append('\n');
    svg.append(
        "<text x=\"8\" y=\"20\">Correct durable grants a second: median, and least to most of the"
            + " rounds</text>\n");
    legend(svg);
    for (int i = 0; i < outcomes.size(); i++) {
      bar(svg, outcomes.get(i), TOP + i * ROW, (WIDTH - LABEL - RIGHT) / most);
    }
    svg.append("</svg>\n");
    return svg.toString();
  }

  private static void legend(StringBuilder svg) {
    int x = 8;
    for (int i = 0; i < LEGEND.size(); i++) {
      svg.append(
              String.format(
                  Locale.ROOT,
                  "<rect class=\"%s\" x=\"%d\" y=\"34\" width=\"12\" height=\"12\" rx=\"2\"/><text"
                      + " class=\"quiet\" x=\"%d\" y=\"45\">%s</text>",
                  LEGEND.get(i),
                  x,
                  x + 18,
                  LEGEND_TEXTS.get(i)))
          .append('\n');
      x += 40 + LEGEND_TEXTS.get(i).length() * 7;
    }
  }

  private static void bar(StringBuilder svg, Outcome outcome, int y, double scale) {
    double median = outcome.median(Result::grants);
    double least = LABEL + outcome.min(Result::grants) * scale;
    double most = LABEL + outcome.max(Result::grants) * scale;
    int middle = y + BAR / 2;
    svg.append(
            String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
                LABEL - 10,
                middle + 5,
                outcome.contender().title().replace("**", "")))
        .append('\n');
    svg.append(
            String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>",
                colour(outcome.contender()),
                LABEL,
                y,
                Math.max(1, median * scale),
                BAR))
        .append('\n');
    svg.append(
            String.format(
                Locale.ROOT,
                "<path class=\"whisker\" d=\"M%.1f %dH%.1fM%.1f %dv8M%.1f %dv8\"/>",
                least,
                middle,
                most,
                least,
                middle - 4,
                most,
                middle - 4))
        .append('\n');
    svg.append(
            String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%d\">%,.0f <tspan class=\"quiet\">%s</tspan></text>",
                most + 8,
                middle + 5,
                median,
                faults(outcome)))
        .append('\n');
  }

  private static String faults(Outcome outcome) {
    return outcome.correct()
        ? ""
        : "oversold %d, lost %d"
            .formatted(outcome.sum(Result::oversold), outcome.sum(Result::lost));
  }

  private static String colour(Contender contender) {
    return contender.ours() ? "ours" : contender.kept().name().toLowerCase(Locale.ROOT);
  }
}
