package io.seonchak.bench;

import io.seonchak.engines.Home;
import io.seonchak.platform.security.AccessTokens;
import io.seonchak.platform.security.Identity;
import io.seonchak.platform.security.MemberRole;
import io.seonchak.platform.security.Revocations;
import io.seonchak.platform.security.Secrets;
import io.seonchak.platform.security.Tickets;
import io.seonchak.platform.security.TokenKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * What it costs to know who asks: a drop ticket, which every claim shows; an access token that was
 * seen before; and one that was not.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TokensBench {

  private static final Identity MEMBER =
      new Identity(UUID.randomUUID(), UUID.randomUUID(), null, Set.of(MemberRole.MEMBER), 1);
  private static final int FORKS_MAX = 20;
  private static final int SECONDS = 2;
  private static final int TIMES = 3;

  private final Clock clock = Clock.systemUTC();
  private Path home = Path.of(".");
  private Optional<Tickets> tickets = Optional.empty();
  private Optional<AccessTokens> tokens = Optional.empty();
  private Optional<TokenKeys> keys = Optional.empty();
  private String ticket = "";
  private String token = "";

  /**
   * Runs the bench.
   *
   * @param args the number of fresh processes, 3 if absent
   */
  public static void main(String[] args) throws RunnerException {
    int forks = args.length > 0 ? Integer.parseInt(args[0]) : 3;
    if (forks < 1 || forks > FORKS_MAX) {
      throw new IllegalArgumentException(
          "rounds: %d (expected: 1 to %d)".formatted(forks, FORKS_MAX));
    }
    var time = TimeValue.seconds(SECONDS);
    var options =
        new OptionsBuilder()
            .include(TokensBench.class.getName())
            .forks(forks)
            .warmupIterations(TIMES)
            .warmupTime(time)
            .measurementIterations(TIMES)
            .measurementTime(time);
    var _ = new Runner(options.build()).run();
  }

  /** Keys, a ticket and a token of a home that is thrown away. */
  @Setup
  public void prepare() throws IOException {
    home = Files.createTempDirectory("seonchak-bench-tokens");
    var secrets = new Secrets(home);
    var ours = new Tickets(secrets.text(Tickets.SECRET));
    ticket =
        ours.issue(
            new Tickets.Ticket(
                MEMBER.member(),
                UUID.randomUUID(),
                1,
                clock.instant().plus(Tickets.LIFE_MAX.minus(Duration.ofSeconds(1)))));
    var pair = new TokenKeys(secrets, clock);
    var issuer = new AccessTokens(pair, clock, new Revocations());
    token = issuer.issue(MEMBER).token();
    tickets = Optional.of(ours);
    keys = Optional.of(pair);
    tokens = Optional.of(issuer);
  }

  /** Throws the home away. */
  @TearDown
  public void leave() {
    Home.delete(home);
  }

  /** A drop ticket. */
  @Benchmark
  public Tickets.Ticket ticket() {
    Instant now = clock.instant();
    return tickets.flatMap(all -> all.check(ticket, now)).orElseThrow();
  }

  /** An access token that was verified before. */
  @Benchmark
  public Identity tokenSeenBefore() {
    return tokens.flatMap(all -> all.check(token)).orElseThrow();
  }

  /** An access token that this process never saw. */
  @Benchmark
  public Identity tokenNeverSeen() {
    return keys.map(pair -> new AccessTokens(pair, clock, new Revocations()))
        .flatMap(stranger -> stranger.check(token))
        .orElseThrow();
  }
}
