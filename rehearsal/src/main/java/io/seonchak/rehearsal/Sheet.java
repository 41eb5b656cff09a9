package io.seonchak.rehearsal;

import io.seonchak.rehearsal.HistoryChecker.Verdict;
import io.seonchak.rehearsal.Line.Kind;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.HdrHistogram.Histogram;

/** The result of a rehearsal, as text for the terminal and as a page. */
final class Sheet {

  private static final int BUCKETS = 120;

  /** The invariants of {@link HistoryChecker} for Korean readers. */
  private static final Map<String, String> KOREAN =
      Map.of(
          "the ledger, the tables and the witness agree",
          "장부, 테이블, 증인이 서로 맞는다",
          "never more units out than there are",
          "있는 수량보다 많이 나간 적이 없다",
          "sequence numbers are unique and without a gap",
          "순번이 겹치거나 비지 않는다",
          "nobody holds more than a person may",
          "누구도 한도를 넘지 않는다",
          "every yes is in the database, to its own person, under its own number",
          "성공이라고 답한 것은 모두 그 사람, 그 순번으로 기록되어 있다",
          "every recorded claim was answered or can be read by its holder",
          "기록된 선점은 모두 답을 받았거나 본인이 조회할 수 있다",
          "one key, one claim",
          "같은 키는 하나의 선점",
          "who was answered before another asked has the lower number",
          "먼저 답을 받은 사람의 순번이 더 앞선다",
          "free units at rest: nobody waits, nobody was refused 200 ms after the last return",
          "남은 수량이 있으면 기다리는 사람도, 늦게 거절된 사람도 없다");

  private final List<Line> lines;
  private final List<Verdict> verdicts;
  private final Map<String, String> facts;
  private final List<long[]> faults;
  private final int stock;

  /**
   * A sheet.
   *
   * @param facts name to value, printed as they are
   * @param stock units the drop began with
   * @param faults pairs of nanoseconds after the opening: from, to
   */
  Sheet(
      int stock,
      List<Line> lines,
      List<Verdict> verdicts,
      Map<String, String> facts,
      List<long[]> faults) {
    this.stock = stock;
    this.lines = lines;
    this.verdicts = verdicts;
    this.facts = facts;
    this.faults = faults;
  }

  boolean passed() {
    return verdicts.stream().allMatch(Verdict::holds);
  }

  String text() {
    var out = new StringBuilder();
    facts.forEach((name, value) -> out.append("%-34s %s%n".formatted(name, value)));
    out.append(row("grants", line -> line.kind() == Kind.CLAIM && line.status() == 201));
    out.append(row("refusals", line -> line.kind() == Kind.CLAIM && line.status() == 409));
    codes().forEach((code, count) -> out.append("  %-32s %,d%n".formatted(code, count)));
    for (Verdict verdict : verdicts) {
      out.append(verdict.holds() ? "  ok    " : "  FAIL  ").append(verdict.invariant());
      out.append(verdict.holds() ? "" : ": " + verdict.counterexample()).append('\n');
    }
    return out.append(passed() ? "PASS\n" : "FAIL\n").toString();
  }

  private String row(String name, Predicate<Line> which) {
    Histogram latency = latency(which);
    if (latency.getTotalCount() == 0) {
      return "%-34s none%n".formatted(name);
    }
    return String.format(
        Locale.ROOT,
        "%-34s %,d   %,.0f/s at its peak   p50 %.1f  p90 %.1f  p99 %.1f  max %.1f ms%n",
        name,
        latency.getTotalCount(),
        peak(which),
        latency.getValueAtPercentile(50) / 1e3,
        latency.getValueAtPercentile(90) / 1e3,
        latency.getValueAtPercentile(99) / 1e3,
        latency.getMaxValue() / 1e3);
  }

  /** The best second: received answers in a window of one second. */
  private double peak(Predicate<Line> which) {
    long[] received =
        lines.stream()
            .filter(which)
            .filter(line -> line.received() >= 0)
            .mapToLong(Line::received)
            .sorted()
            .toArray();
    int best = 0;
    int from = 0;
    for (int to = 0; to < received.length; to++) {
      while (received[to] - received[from] > 1_000_000_000L) {
        from++;
      }
      best = Math.max(best, to - from + 1);
    }
    return best;
  }

  /** Microseconds from the intended moment to the answer. */
  private Histogram latency(Predicate<Line> which) {
    var histogram = new Histogram(3);
    lines.stream()
        .filter(which)
        .filter(line -> line.received() >= 0)
        .forEach(
            line ->
                histogram.recordValue(Math.max(0, (line.received() - line.intended()) / 1_000)));
    return histogram;
  }

  private Map<String, Long> codes() {
    Map<String, Long> codes = new TreeMap<>();
    lines.stream()
        .filter(line -> !line.code().isEmpty())
        .forEach(line -> codes.merge(line.code(), 1L, Long::sum));
    return codes;
  }

  String html() {
    long end = lines.stream().mapToLong(Line::received).max().orElse(1);
    long begin = Math.min(0, lines.stream().mapToLong(Line::sent).min().orElse(0));
    double[] arrivals = counts(begin, end, line -> line.kind() == Kind.CLAIM, true);
    double[] grants =
        counts(begin, end, line -> line.status() == 201 && line.kind() == Kind.CLAIM, false);
    double[] refusals = counts(begin, end, line -> line.status() == 409, false);
    var page = new StringBuilder();
    page.append(
        """
        <!doctype html><html lang="ko"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width,initial-scale=1"><title>선착 리허설 · Seonchak rehearsal</title>
        <style>
        :root{color-scheme:light dark;--ink:#1b1f24;--soft:#5c6570;--paper:#fbfaf7;--line:#d9d5cb;--a:#2f6f9f;--b:#b5482a;--c:#4c7a34}
        @media(prefers-color-scheme:dark){:root{--ink:#eceae4;--soft:#a9b0b8;--paper:#17191c;--line:#3a3e44;--a:#7cb8e4;--b:#f08a68;--c:#97c97a}}
        body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,"Noto Sans KR",sans-serif}
        main{max-width:60rem;margin:0 auto;padding:1.5rem 1rem 4rem}h1{font-size:1.6rem;margin:0}h2{font-size:1.05rem;margin:2rem 0 .4rem}
        .v{display:inline-block;padding:.1rem .8rem;border:2px solid;font-weight:700}.ok{color:var(--c)}.bad{color:var(--b)}
        table{border-collapse:collapse;width:100%}td{padding:.25rem .5rem .25rem 0;border-bottom:1px solid var(--line);vertical-align:top}td:last-child{text-align:right;overflow-wrap:anywhere}
        .s{overflow-x:auto}svg{width:100%;min-width:34rem;height:auto;display:block}.n{white-space:nowrap}svg text{font-size:13px;fill:var(--soft)}small{color:var(--soft)}
        </style></head><body><main>
        """);
    page.append("<h1>선착 리허설 <small>Seonchak rehearsal</small></h1><p class=\"v ")
        .append(passed() ? "ok\">PASS · 통과" : "bad\">FAIL · 실패")
        .append("</p>");
    page.append("<h2>시간에 따른 도착과 응답 <small>Arrivals and answers over time, per second</small></h2>");
    page.append("<div class=\"s\">")
        .append(plot(begin, end, arrivals, grants, refusals))
        .append("</div>");
    page.append("<h2>남은 수량 <small>Units left</small></h2><div class=\"s\">");
    page.append(remainingPlot(begin, end)).append("</div>");
    page.append("<h2>지연 분포 <small>Latency from the intended moment, ms (log)</small></h2>");
    page.append("<div class=\"s\">").append(latencyPlot()).append("</div>");
    page.append("<h2>불변식 <small>Invariants</small></h2><table>");
    for (Verdict verdict : verdicts) {
      page.append("<tr><td>")
          .append(KOREAN.getOrDefault(verdict.invariant(), ""))
          .append("<br><small>")
          .append(escape(verdict.invariant()))
          .append("</small>");
      page.append(
          verdict.holds() ? "" : "<br><small>" + escape(verdict.counterexample()) + "</small>");
      page.append(
          verdict.holds() ? "</td><td class=\"ok n\">✓ ok" : "</td><td class=\"bad n\">✗ FAIL");
      page.append("</td></tr>");
    }
    page.append("</table><h2>수치 <small>Figures</small></h2><table>");
    facts.forEach((name, value) -> page.append(cells(name, value)));
    codes().forEach((code, count) -> page.append(cells(code, "%,d".formatted(count))));
    page.append("</table><h2>표 <small>Sheet</small></h2><div class=\"s\"><pre>");
    return page.append(escape(text())).append("</pre></div></main></body></html>\n").toString();
  }

  private double[] counts(long begin, long end, Predicate<Line> which, boolean intended) {
    double[] counts = new double[BUCKETS];
    double width = Math.max(1, (end - begin) / (double) BUCKETS);
    lines.stream()
        .filter(which)
        .mapToLong(line -> intended ? line.intended() : line.received())
        .filter(at -> at >= begin)
        .forEach(at -> counts[(int) Math.min(BUCKETS - 1, (at - begin) / width)] += 1e9 / width);
    return counts;
  }

  private String plot(long begin, long end, double[]... series) {
    double top = Math.max(1, Arrays.stream(series).flatMapToDouble(Arrays::stream).max().orElse(1));
    var svg =
        new StringBuilder(
            "<svg viewBox=\"0 0 720 260\" role=\"img\" aria-label=\"arrivals, grants and refusals a second\">");
    for (long[] fault : faults) {
      double x = x(fault[0], begin, end);
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%.1f\" y=\"10\" width=\"%.1f\" height=\"210\" fill=\"var(--b)\" opacity=\".15\"/>",
              x,
              Math.max(2, x(fault[1], begin, end) - x)));
    }
    String[] colours = {"var(--soft)", "var(--c)", "var(--b)"};
    String[] names = {"도착 arrivals", "선점 grants", "거절 refusals"};
    for (int s = 0; s < series.length; s++) {
      svg.append(
          "<polyline fill=\"none\" stroke-width=\"2\" stroke=\"" + colours[s] + "\" points=\"");
      for (int i = 0; i < BUCKETS; i++) {
        svg.append(
            String.format(
                Locale.ROOT,
                "%.1f,%.1f ",
                50 + i * 660.0 / BUCKETS,
                220 - 210 * series[s][i] / top));
      }
      svg.append(
          "\"/><text style=\"fill:"
              + colours[s]
              + "\" x=\""
              + (60 + 150 * s)
              + "\" y=\"250\">"
              + names[s]
              + "</text>");
    }
    svg.append(String.format(Locale.ROOT, "<text x=\"0\" y=\"20\">%,.0f/s</text>", top));
    svg.append(String.format(Locale.ROOT, "<text x=\"50\" y=\"234\">%.1f s</text>", begin / 1e9));
    svg.append(String.format(Locale.ROOT, "<text x=\"670\" y=\"234\">%.1f s</text>", end / 1e9));
    return svg.append("</svg>").toString();
  }

  /** From the answers: a grant takes one, a return gives one back. */
  private String remainingPlot(long begin, long end) {
    List<Line> moves =
        lines.stream()
            .filter(line -> line.received() >= 0)
            .filter(
                line ->
                    (line.kind() == Kind.CLAIM && line.status() == 201)
                        || (line.kind() == Kind.RETURN && line.status() == 204))
            .sorted(Comparator.comparingLong(Line::received))
            .toList();
    var svg =
        new StringBuilder("<svg viewBox=\"0 0 720 200\" role=\"img\" aria-label=\"units left\">");
    svg.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"var(--a)\" points=\"");
    int left = stock;
    int every = Math.max(1, moves.size() / 400);
    svg.append(point(begin, begin, end, left));
    for (int i = 0; i < moves.size(); i++) {
      left += moves.get(i).kind() == Kind.RETURN ? 1 : -1;
      if (i % every == 0 || i == moves.size() - 1) {
        svg.append(point(moves.get(i).received(), begin, end, left));
      }
    }
    svg.append(point(end, begin, end, left)).append("\"/>");
    return svg.append(String.format(Locale.ROOT, "<text x=\"0\" y=\"20\">%,d</text>", stock))
        .append("<text x=\"30\" y=\"184\">0</text></svg>")
        .toString();
  }

  private String point(long at, long begin, long end, int left) {
    double y = 180 - 170.0 * Math.clamp(left, 0, stock) / stock;
    return String.format(Locale.ROOT, "%.1f,%.1f ", x(at, begin, end), y);
  }

  private static double x(long at, long begin, long end) {
    return 50 + 660.0 * (at - begin) / Math.max(1, end - begin);
  }

  private String latencyPlot() {
    var svg =
        new StringBuilder(
            "<svg viewBox=\"0 0 720 240\" role=\"img\" aria-label=\"latency percentiles\">");
    double[] percentiles = {1, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 100};
    List<Predicate<Line>> groups =
        List.of(
            line -> line.kind() == Kind.CLAIM && line.status() == 201,
            line -> line.kind() == Kind.CLAIM && line.status() == 409);
    String[] colours = {"var(--c)", "var(--b)"};
    for (int g = 0; g < groups.size(); g++) {
      Histogram latency = latency(groups.get(g));
      svg.append(
          "<polyline fill=\"none\" stroke-width=\"2\" stroke=\"" + colours[g] + "\" points=\"");
      for (int i = 0; i < percentiles.length; i++) {
        double ms = Math.max(0.1, latency.getValueAtPercentile(percentiles[i]) / 1e3);
        svg.append(
            String.format(
                Locale.ROOT,
                "%.1f,%.1f ",
                60 + i * 64.0,
                200 - 190 * Math.clamp((Math.log10(ms) + 1) / 6, 0, 1)));
      }
      svg.append("\"/>");
    }
    for (int i = 0; i < percentiles.length; i++) {
      String label = percentiles[i] == Math.rint(percentiles[i]) ? "%.0f" : "%.1f";
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.0f\" y=\"218\">" + label + "</text>",
              52 + i * 64.0,
              percentiles[i]));
    }
    for (int power = -1; power <= 5; power += 2) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"0\" y=\"%.0f\">%s</text>",
              204 - 190 * (power + 1) / 6.0,
              power < 0 ? "0.1" : Long.toString((long) Math.pow(10, power))));
    }
    return svg.append("<text x=\"60\" y=\"236\">백분위 percentile</text></svg>").toString();
  }

  private static String cells(String name, String value) {
    return "<tr><td>" + escape(name) + "</td><td>" + escape(value) + "</td></tr>";
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
