package io.seonchak.e2e.faults;

import io.seonchak.rehearsal.FaultGround;
import io.seonchak.rehearsal.Reply;
import io.seonchak.rehearsal.Sale;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * That a yes rests on the disk: each has a sync of the write-ahead log between its question and its
 * answer, and one whose sync fails is no yes. SIGKILL alone proves nothing of the kind, for the
 * system keeps what was written.
 */
final class FsyncProof {

  private static final int CLAIMS = 30;
  private static final Duration QUIET = Duration.ofMillis(200);
  private static final Duration GIVEN_UP = Duration.ofSeconds(60);
  private static final Duration BACK_WITHIN = Duration.ofSeconds(10);

  private FsyncProof() {}

  /** The row. */
  static FaultRow row(Stage stage) {
    return new StagedRow(
        "fsync-proof",
        "Syncs of the write-ahead log are counted, then one fails with EIO",
        "each yes has its sync before it, a wait as long has none; after the failure no false"
            + " yes, and every yes is there",
        false,
        stage,
        (ground, seed) -> run(ground, seed));
  }

  private static Outcome run(FaultGround ground, long seed) throws Exception {
    String missing = Strace.missing();
    if (!missing.isEmpty()) {
      return new Outcome.NotRun(missing);
    }
    var findings = new Findings();
    count(ground, seed, findings);
    return fail(ground, seed, findings);
  }

  /** An interval of a question and its answer, microseconds since 1970. */
  private record Asked(long fromMicros, long toMicros) {
    boolean has(List<Long> syncs) {
      return syncs.stream().anyMatch(sync -> sync >= fromMicros && sync <= toMicros);
    }
  }

  private static void count(FaultGround ground, long seed, Findings findings) throws Exception {
    Sale sale = ground.sale(CLAIMS, CLAIMS, seed, Duration.ZERO);
    sale.awaitOpening();
    ProcessHandle postgres = ProcessHandle.of(ground.postgres().pid()).orElseThrow();
    List<Asked> granted = new ArrayList<>();
    List<Asked> idle = new ArrayList<>();
    List<Long> syncs;
    try (var strace = Strace.watch(postgres, "fdatasync,fsync")) {
      for (int member = 0; member < CLAIMS; member++) {
        Asked grant = asked(sale, member, findings);
        granted.add(grant);
        // What follows a grant, its order above all, has syncs of its own.
        Until.passes(QUIET);
        idle.add(waited(grant.toMicros() - grant.fromMicros()));
      }
      Until.passes(QUIET);
      syncs =
          strace.calls().stream()
              .filter(call -> call.text().contains("pg_wal") || call.text().startsWith("<..."))
              .filter(call -> call.text().endsWith("= 0"))
              .map(Strace.Call::endMicros)
              .toList();
    }
    long proven = granted.stream().filter(each -> each.has(syncs)).count();
    long coincidences = idle.stream().filter(each -> each.has(syncs)).count();
    findings.expect(
        proven == CLAIMS,
        "%d of %d grants had a sync before their answer".formatted(proven, CLAIMS));
    findings.expect(
        coincidences < CLAIMS / 2,
        "%d of %d waits as long had a sync, too: counting proves nothing"
            .formatted(coincidences, CLAIMS));
  }

  /** Nothing is asked; a sync in such a time is another's. */
  private static Asked waited(long micros) throws InterruptedException {
    long from = micros();
    Until.passes(Duration.ofNanos(micros * 1_000));
    return new Asked(from, micros());
  }

  private static Asked asked(Sale sale, int member, Findings findings) throws InterruptedException {
    long from = micros();
    Reply reply = sale.claim(member, 0);
    long to = micros();
    findings.expect(reply.status() == 201, "no grant: " + reply);
    return new Asked(from, to);
  }

  private static long micros() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
  }

  private static Outcome fail(FaultGround ground, long seed, Findings findings) throws Exception {
    Sale sale = ground.sale(1_000, 1_000, seed + 1, Duration.ZERO);
    sale.awaitOpening();
    var member = new AtomicInteger();
    for (int i = 0; i < 20; i++) {
      findings.expect(sale.claim(member.getAndIncrement(), i % 2).granted(), "no grant before");
    }
    ProcessHandle postgres = ProcessHandle.of(ground.postgres().pid()).orElseThrow();
    try (var strace = Strace.failFirst(postgres, "fdatasync")) {
      // One that answers or not; only a yes that is none would be wrong.
      Until.reached(
          GIVEN_UP,
          () -> {
            sale.claim(member.getAndIncrement(), member.get() % 2);
            return strace.calls().stream().anyMatch(call -> call.text().contains("INJECTED"));
          });
      findings.expect(
          strace.calls().stream().anyMatch(call -> call.text().contains("EIO")), "no sync failed");
    }
    Duration took =
        Until.reached(
            GIVEN_UP,
            () ->
                sale.claim(member.getAndIncrement(), 0).granted()
                    && sale.claim(member.getAndIncrement(), 1).granted());
    findings.recovered(took, BACK_WITHIN, "PostgreSQL grants again");
    return findings.of(sale);
  }
}
