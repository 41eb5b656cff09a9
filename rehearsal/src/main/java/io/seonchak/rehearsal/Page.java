package io.seonchak.rehearsal;

import io.seonchak.rehearsal.HistoryChecker.Verdict;
import io.seonchak.rehearsal.Line.Kind;
import java.util.Locale;
import java.util.Map;

/** The sheet as one page that needs nothing else: style and pictures stand in it. */
final class Page {

  private static final String HEAD =
      """
      <!doctype html>
      <html lang="ko"><head><meta charset="utf-8">
      <meta name="viewport" content="width=device-width,initial-scale=1">
      <title>선착 리허설 · Seonchak rehearsal</title>
      <style>
      :root{color-scheme:light dark;--ink:#1d2126;--soft:#646c75;--paper:#faf9f6;--card:#fff;--rule:#e3dfd6;
      --arrive:#8a94a0;--grant:#2f7d4f;--refuse:#c2542f;--rest:#2f6f9f;--fault:#a9812d}
      @media(prefers-color-scheme:dark){:root{--ink:#eceae5;--soft:#a3abb4;--paper:#15171a;--card:#1d2024;--rule:#33373d;
      --arrive:#7f8a96;--grant:#7fcf9b;--refuse:#f0906c;--rest:#7cb8e4;--fault:#e0bd6a}}
      *{box-sizing:border-box}
      body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.55 system-ui,"Noto Sans KR","Noto Sans CJK KR",sans-serif}
      main{max-width:58rem;margin:0 auto;padding:2rem 1rem 4rem}
      header{display:flex;flex-wrap:wrap;gap:.4rem 1rem;align-items:baseline;justify-content:space-between}
      h1{font-size:1.7rem;margin:0;letter-spacing:-.01em}h2{font-size:1rem;margin:0 0 .6rem}
      small,h2 span,h1 span{color:var(--soft);font-weight:400}h1 span{font-size:1rem;margin-left:.5rem}h2 span{margin-left:.4rem;font-size:.9rem}
      .verdict{font-weight:700;font-size:1.1rem;padding:.2rem .9rem;border-radius:.4rem;color:#fff}
      .pass{background:#2f7d4f}.fail{background:#b23a1e}
      section{background:var(--card);border:1px solid var(--rule);border-radius:.6rem;padding:1rem;margin-top:1rem}
      .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:1rem;margin-top:1rem}
      .figures div{background:var(--card);border:1px solid var(--rule);border-radius:.6rem;padding:.8rem 1rem}
      .figures b{display:block;font-size:1.55rem;line-height:1.25;font-variant-numeric:tabular-nums}
      table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
      td,th{padding:.35rem .5rem .35rem 0;border-top:1px solid var(--rule);vertical-align:top;text-align:left;font-weight:400}
      tr:first-child td,tr:first-child th{border-top:0}td.n{text-align:right;overflow-wrap:anywhere}
      th{color:var(--soft);font-size:.85rem}.yes{color:var(--grant);white-space:nowrap}.no{color:var(--refuse);font-weight:700;white-space:nowrap}
      .key{display:flex;flex-wrap:wrap;gap:.2rem 1rem;font-size:.85rem;color:var(--soft);margin:.3rem 0 0}
      .key i{display:inline-block;width:.8rem;height:.8rem;border-radius:.2rem;margin-right:.35rem;vertical-align:-.08rem}
      svg{width:100%;height:auto;display:block}svg text{font-size:11px;fill:var(--soft)}
      @media(max-width:36rem){svg text{font-size:21px}main{padding:1.2rem .7rem 3rem}.figures{grid-template-columns:1fr 1fr;gap:.6rem}.figures b{font-size:1.25rem}}
      </style></head><body><main>
      """;

  private final Sheet sheet;
  private final StringBuilder out = new StringBuilder(HEAD);

  Page(Sheet sheet) {
    this.sheet = sheet;
  }

  String html() {
    var plots = new Plots(sheet);
    head();
    figures();
    section("도착과 응답", "Arrivals and answers, per second");
    key("arrive", "도착 arrivals", "grant", "선점 grants", "refuse", "거절 refusals");
    out.append(plots.rates()).append("</section>");
    section("남은 수량", "Units free");
    out.append(plots.remaining()).append("</section>");
    section("응답 시간 분포", "Latency from the intended moment, ms, log scale");
    key("grant", "선점 grants", "refuse", "거절 refusals");
    out.append(plots.latency());
    percentiles();
    out.append("</section>");
    invariants();
    faults();
    tables();
    return out.append("</main></body></html>\n").toString();
  }

  private void head() {
    out.append("<header><h1>선착 리허설<span>Seonchak rehearsal</span></h1><div class=\"verdict ")
        .append(sheet.passed() ? "pass\">통과 · PASS" : "fail\">실패 · FAIL")
        .append("</div></header>");
  }

  private void figures() {
    out.append("<div class=\"figures\">");
    figure("선점 (장부)", "durable grants", sheet.grantsAt().length);
    figure("초당 선점, 최고", "grants, best second", sheet.grantsInBestSecond());
    figure("거절", "refusals", sheet.refusals().count());
    figure("초당 거절, 최고", "refusals, best second", sheet.refusalsInBestSecond());
    out.append("</div>");
  }

  private void figure(String korean, String english, long value) {
    out.append(
        String.format(
            Locale.ROOT, "<div><b>%,d</b>%s<br><small>%s</small></div>", value, korean, english));
  }

  private void percentiles() {
    out.append(
        "<table><tr><th>ms</th><th class=\"n\">p50</th><th>p90</th><th>p99</th><th>max</th></tr>");
    percentiles("선점 <small>grants</small>", sheet.grants());
    percentiles("거절 <small>refusals</small>", sheet.refusals());
    out.append("</table>");
  }

  private void percentiles(String name, Latency latency) {
    out.append(
        latency.count() == 0
            ? "<tr><td>" + name + "</td><td colspan=\"4\">–</td></tr>"
            : String.format(
                Locale.ROOT,
                "<tr><td>%s</td><td>%,.1f</td><td>%,.1f</td><td>%,.1f</td><td>%,.1f</td></tr>",
                name,
                latency.millis(50),
                latency.millis(90),
                latency.millis(99),
                latency.maxMillis()));
  }

  private void invariants() {
    section("불변식", "Invariants");
    out.append("<table>");
    for (Verdict verdict : sheet.verdicts()) {
      out.append("<tr><td>").append(escape(verdict.invariant().korean()));
      out.append("<br><small>").append(escape(verdict.invariant().english())).append("</small>");
      out.append(
          verdict.holds()
              ? "</td><td class=\"n yes\">✓ 지켜짐"
              : "<br><strong>"
                  + escape(verdict.counterexample())
                  + "</strong></td><td class=\"n no\">✗ 어긋남");
      out.append("</td></tr>");
    }
    out.append("</table></section>");
  }

  private void faults() {
    if (!sheet.marks().isEmpty()) {
      section("일부러 낸 장애", "Faults inflicted");
      out.append("<table>");
      sheet.marks().forEach(mark -> row(mark.name(), mark.when()));
      out.append("</table></section>");
    }
  }

  private void tables() {
    section("응답 코드", "Refusals and losses by code");
    out.append("<table>");
    sheet.codes().forEach((code, count) -> row(code, String.format(Locale.ROOT, "%,d", count)));
    out.append("</table></section>");
    section("조건과 수치", "Conditions and figures");
    out.append("<table>");
    for (Map.Entry<String, String> fact : sheet.facts().entrySet()) {
      row(fact.getKey(), fact.getValue());
    }
    row("requests: claims", count(Kind.CLAIM));
    row("requests: returns", count(Kind.RETURN));
    row("requests: waiting list", count(Kind.WAIT));
    out.append("</table></section>");
  }

  private String count(Kind kind) {
    long count = sheet.lines().stream().filter(line -> line.kind() == kind).count();
    return String.format(Locale.ROOT, "%,d", count);
  }

  private void section(String korean, String english) {
    out.append("<section><h2>").append(korean).append("<span>").append(english);
    out.append("</span></h2>");
  }

  private void key(String... colourAndName) {
    out.append("<p class=\"key\">");
    for (int i = 0; i < colourAndName.length; i += 2) {
      out.append("<span><i style=\"background:var(--").append(colourAndName[i]).append(")\"></i>");
      out.append(colourAndName[i + 1]).append("</span>");
    }
    if (!sheet.marks().isEmpty() && colourAndName[0].equals("arrive")) {
      out.append("<span><i style=\"background:var(--fault)\"></i>장애 faults</span>");
    }
    out.append("</p>");
  }

  private void row(String name, String value) {
    out.append("<tr><td>").append(escape(name)).append("</td><td class=\"n\">");
    out.append(escape(value)).append("</td></tr>");
  }

  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
