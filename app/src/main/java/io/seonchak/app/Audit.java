package io.seonchak.app;

import io.seonchak.platform.audit.Finding;
import io.seonchak.platform.audit.Report;
import io.seonchak.platform.security.Secrets;
import io.seonchak.platform.security.ServiceTokens;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestClientResponseException;

/**
 * {@code ./seonchak audit}: asks running instances to check their own books, prints what they
 * found, and says by its exit code whether all is well.
 */
public final class Audit {

  /** All was checked and nothing was found. */
  public static final int CLEAN = 0;

  /** Something was found. */
  public static final int FOUND = 1;

  /** The command was not understood. */
  public static final int MISUSED = 2;

  /** Nothing was found, but not all could be checked. */
  public static final int UNCHECKED = 3;

  private static final String EXPECTED =
      "(expected: --home FOLDER, --url http://HOST:PORT, several times, --within SECONDS)";
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration WITHIN = Duration.ofMinutes(10);
  private static final Duration WITHIN_MIN = Duration.ofSeconds(1);
  private static final Duration WITHIN_MAX = Duration.ofDays(1);
  private static final int CODE_LENGTH_MAX = 200;

  private final RestClient http;
  private final ServiceTokens tokens;
  private final PrintStream out;
  private final Set<Line> findings = new LinkedHashSet<>();
  private boolean unchecked;

  /** A finding of a check; of two instances that look at the same tables, once. */
  private record Line(String check, Finding finding) {}

  private record Wish(Path home, List<URI> urls, Duration within) {}

  private Audit(ServiceTokens tokens, Duration within, PrintStream out) {
    var factory =
        new JdkClientHttpRequestFactory(HttpClient.newBuilder().connectTimeout(CONNECT).build());
    factory.setReadTimeout(within);
    this.http = RestClient.builder().requestFactory(factory).build();
    this.tokens = tokens;
    this.out = out;
  }

  /** Runs it; the exit code. */
  public static int run(String[] args, Map<String, String> environment, PrintStream out) {
    try {
      Wish wish = parse(args, environment);
      var secrets = new Secrets(wish.home(), environment.getOrDefault("SEONCHAK_SECRETS", ""));
      Optional<String> key = secrets.find(ServiceTokens.SECRET);
      if (key.isEmpty()) {
        throw new Options.Unusable(
            "home: '%s' has no secret %s (expected: the home of an installation, or SEONCHAK_SECRETS)"
                .formatted(wish.home(), ServiceTokens.SECRET));
      }
      var tokens = new ServiceTokens(key.get(), Clock.systemUTC());
      return new Audit(tokens, wish.within(), out).run(wish.urls());
    } catch (Options.Unusable | UncheckedIOException e) {
      System.err.println("seonchak: " + e.getMessage());
      return MISUSED;
    } catch (RuntimeException e) {
      // A bare trace would end with 1, which says that something was found.
      System.err.println("seonchak: the audit did not come to its end: " + e);
      e.printStackTrace(System.err);
      return UNCHECKED;
    }
  }

  private static Wish parse(String[] args, Map<String, String> environment) {
    Path home = Path.of(environment.getOrDefault("SEONCHAK_HOME", "data"));
    List<URI> urls = new ArrayList<>();
    Duration within = WITHIN;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--home" -> home = Path.of(Options.value(args, ++i, EXPECTED));
        case "--url" -> urls.add(url(Options.value(args, ++i, EXPECTED)));
        case "--within" ->
            within =
                Options.seconds(
                    "within", Options.value(args, ++i, EXPECTED), WITHIN_MIN, WITHIN_MAX);
        default -> throw new Options.Unusable("unknown argument '" + args[i] + "' " + EXPECTED);
      }
    }
    if (urls.isEmpty()) {
      urls.add(url("http://127.0.0.1:" + environment.getOrDefault("SEONCHAK_PORT", "8080")));
    }
    return new Wish(home, urls, within);
  }

  private static URI url(String text) {
    try {
      URI url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (http && url.getHost() != null && url.getUserInfo() == null && url.getQuery() == null) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // Said below, for both.
    }
    throw new Options.Unusable("url: '%s' (expected: http://HOST:PORT)".formatted(text));
  }

  private int run(List<URI> urls) {
    urls.forEach(this::ask);
    for (Line line : findings) {
      Finding finding = line.finding();
      out.printf("FOUND %s: %s: %s%n", line.check(), finding.where(), finding.what());
      out.printf("      %s%n", finding.suggestion());
    }
    if (!findings.isEmpty()) {
      return FOUND;
    }
    out.println(unchecked ? "not all could be checked" : "nothing was found");
    return unchecked ? UNCHECKED : CLEAN;
  }

  private void ask(URI url) {
    try {
      Report report =
          http.post()
              .uri(url + "/internal/audit/run")
              .header(HttpHeaders.AUTHORIZATION, tokens.authorization("audit"))
              .retrieve()
              .body(Report.class);
      if (report == null || report.results().isEmpty()) {
        notAnswered(url, "it hosts nothing that is checked");
      } else {
        print(url, report);
      }
    } catch (RestClientResponseException e) {
      String body = e.getResponseBodyAsString();
      notAnswered(
          url,
          "it answers %s %s"
              .formatted(
                  e.getStatusCode(), body.substring(0, Math.min(CODE_LENGTH_MAX, body.length()))));
    } catch (RestClientException e) {
      notAnswered(
          url, "it does not answer: " + e.getMostSpecificCause().getClass().getSimpleName());
    }
  }

  private void notAnswered(URI url, String why) {
    unchecked = true;
    out.printf("UNCHECKED %s: %s%n", url, why);
  }

  private void print(URI url, Report report) {
    out.printf("%s at %s%n", url, report.at());
    out.printf("%-18s %12s %-18s %9s %8s%n", "check", "looked at", "", "findings", "ms");
    for (Report.Result each : report.results()) {
      String check = each.context() + " " + each.check();
      out.printf(
          "%-18s %,12d %-18s %,9d %,8d%n",
          check, each.rows(), each.looksAt(), each.findings(), each.millis());
      each.first().forEach(finding -> findings.add(new Line(check, finding)));
    }
    for (Report.Result each : report.results()) {
      for (String why : each.unchecked()) {
        notAnswered(url, "%s %s: %s".formatted(each.context(), each.check(), why));
      }
    }
  }
}
