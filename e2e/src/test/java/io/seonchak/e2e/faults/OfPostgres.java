package io.seonchak.e2e.faults;

import io.seonchak.engines.Unsafe;
import io.seonchak.rehearsal.FaultGround;
import io.seonchak.rehearsal.Reply;
import io.seonchak.rehearsal.Sale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Faults of PostgreSQL's process. */
final class OfPostgres {

  private static final int MEMBERS = 20_000;
  private static final int PER_SECOND = 40;
  private static final Duration SAID_WITHIN = Duration.ofSeconds(1);
  private static final Duration BACK_WITHIN = Duration.ofSeconds(10);
  private static final Duration GIVEN_UP = Duration.ofSeconds(60);

  /** The look at the settings, and a little. */
  private static final Duration REFUSED_WITHIN = Duration.ofSeconds(6);

  private OfPostgres() {}

  /** The rows. */
  static List<FaultRow> rows(Stage stage, boolean shortForm) {
    return List.of(
        new StagedRow(
            "kill-postgres",
            "SIGKILL of PostgreSQL",
            "503 with Retry-After within 1 s while it is away, never a stack trace; recovered ≤ 10"
                + " s after it is back",
            true,
            stage,
            (ground, seed) -> killed(ground, seed, Duration.ofSeconds(shortForm ? 2 : 5))),
        new StagedRow(
            "unsafe-postgres",
            "PostgreSQL runs with fsync, synchronous_commit or full_page_writes off",
            "a drop refuses to open and says why, and opens when it is on again",
            false,
            stage,
            OfPostgres::unsafe));
  }

  private static Outcome killed(FaultGround ground, long seed, Duration away) throws Exception {
    var findings = new Findings();
    var random = new Random(seed);
    Sale sale = ground.sale(MEMBERS, MEMBERS, seed, Duration.ZERO);
    sale.awaitOpening();
    try (var steady = new Steady(sale, PER_SECOND, 0)) {
      Until.passes(Duration.ofMillis(500 + random.nextInt(500)));
      ground.postgres().kill();
      long gone = System.nanoTime();
      Until.passes(away);
      long up = System.nanoTime();
      ground.postgres().restart();
      findings.recovered(back(sale), BACK_WITHIN, "both instances grant again");
      findings.all(steady.finish(), Reply::granted, "somebody got nothing");
      List<Reply> meanwhile =
          sale.repliesSince(gone).stream().filter(reply -> reply.sentNanos() < up).toList();
      findings.expect(meanwhile.size() >= 5, "only %d asked meanwhile".formatted(meanwhile.size()));
      List<Reply> noes = meanwhile.stream().filter(reply -> !reply.granted()).toList();
      findings.expect(!noes.isEmpty(), "nobody was refused while it was away");
      findings.all(noes, r -> r.status() == 503 && r.retryAfter(), "no 503 with Retry-After");
      findings.all(noes, r -> r.took().compareTo(SAID_WITHIN) <= 0, "not within 1 s");
    }
    findings.all(sale.replies(), reply -> !reply.showsInside(), "shows its inside");
    return findings.of(sale);
  }

  /** Both instances have each to grant something new. */
  private static Duration back(Sale sale) throws Exception {
    var member = new AtomicInteger(MEMBERS / 2);
    Duration longest = Duration.ZERO;
    for (int instance = 0; instance < Stage.INSTANCES; instance++) {
      int asked = instance;
      Duration took =
          Until.reached(
              GIVEN_UP, () -> sale.claim(member.getAndIncrement(), asked).status() == 201);
      longest = longest.plus(took);
    }
    return longest;
  }

  private static Outcome unsafe(FaultGround ground, long seed) throws Exception {
    var findings = new Findings();
    Sale sale = ground.sale(MEMBERS, MEMBERS, seed, Duration.ZERO);
    sale.awaitOpening();
    var member = new AtomicInteger();
    findings.expect(
        sale.claimPatiently(member.getAndIncrement(), 0, GIVEN_UP).granted(), "no grant before");
    List<String> settings =
        new ArrayList<>(List.of("fsync", "synchronous_commit", "full_page_writes"));
    Collections.shuffle(settings, new Random(seed));
    for (String setting : settings) {
      try {
        Unsafe.restart(ground.postgres(), setting);
        refuses(ground, sale, member, setting, findings);
      } finally {
        ground.postgres().kill();
        ground.postgres().restart();
      }
      findings.recovered(back(sale, member), BACK_WITHIN, "grants with " + setting + " on");
    }
    return findings.of(sale);
  }

  private static void refuses(
      FaultGround ground, Sale sale, AtomicInteger member, String setting, Findings findings)
      throws Exception {
    long off = System.nanoTime();
    Duration took =
        Until.reached(
            GIVEN_UP,
            () -> {
              boolean all = true;
              for (int instance = 0; instance < Stage.INSTANCES; instance++) {
                all &= saysWhy(sale.claim(member.getAndIncrement(), instance), setting);
              }
              return all;
            });
    findings.expect(
        took.compareTo(REFUSED_WITHIN) <= 0,
        "%s off: refused after %s only".formatted(setting, took));
    long granted = sale.repliesSince(off).stream().filter(Reply::granted).count();
    findings.expect(granted == 0, "%d granted while %s was off".formatted(granted, setting));
    // What was granted without a sync shall not be lost by the next kill.
    Until.passes(Duration.ofSeconds(1));
    // A drop that opens now does not open.
    Sale next = ground.sale(2, 2, member.get(), Duration.ZERO);
    next.awaitOpening();
    Reply reply = next.claim(0, 0);
    findings.expect(
        saysWhy(reply, setting),
        "%s off, and a drop that opens says: %s".formatted(setting, reply));
  }

  private static boolean saysWhy(Reply reply, String setting) {
    return reply.status() == 503 && reply.body().contains(setting + " = off");
  }

  private static Duration back(Sale sale, AtomicInteger member) throws Exception {
    return Until.reached(
        GIVEN_UP,
        () ->
            sale.claim(member.getAndIncrement(), 0).granted()
                && sale.claim(member.getAndIncrement(), 1).granted());
  }
}
