package io.seonchak.claims;

import static io.seonchak.claims.Kernel.claimOf;
import static io.seonchak.claims.Kernel.somebody;
import static io.seonchak.claims.Kernel.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.seonchak.claims.ledger.LedgerSigner;
import io.seonchak.claims.verify.LedgerCheck;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClaimsTest {

  private Kernel kernel;

  @BeforeEach
  void start() throws Exception {
    kernel = Kernel.start();
  }

  @AfterEach
  void stop() throws Exception {
    assertThat(kernel.check().findings()).isEmpty();
    kernel.close();
  }

  @Test
  void nobodyClaimsFromAPoolThatIsNotThere() {
    assertThat(kernel.claim(new PoolId(UUID.randomUUID()), somebody()))
        .isEqualTo(new Outcome.NoSuchPool());
  }

  @Test
  void nobodyClaimsBeforeThePoolOpensOrAfterItCloses() throws Exception {
    Instant opensAt = kernel.now().plusSeconds(100);
    PoolTerms terms = terms(3, 1);
    PoolId pool =
        kernel.pool(
            new PoolTerms(
                3,
                opensAt,
                opensAt.plusSeconds(100),
                1,
                terms.hold(),
                terms.offer(),
                terms.extendMax(),
                true));

    assertThat(kernel.claim(pool, somebody())).isInstanceOf(Outcome.NotOpenYet.class);
    assertThat(kernel.join(pool, somebody())).isInstanceOf(Outcome.NotOpenYet.class);
    kernel.later(Duration.ofSeconds(201));
    assertThat(decide(pool, somebody())).isInstanceOf(Outcome.Closed.class);
  }

  @Test
  void nobodyGetsMoreThanAPersonMay() throws Exception {
    PoolId pool = kernel.pool(terms(100, 3));
    Person person = somebody();
    Outcome two = kernel.claim(pool, person, 2, "a");

    assertThat(two).isInstanceOf(Outcome.Granted.class);
    assertThat(kernel.claim(pool, person, 2, "b")).isEqualTo(new Outcome.LimitReached(3, 2));
    Outcome one = kernel.claim(pool, person, 1, "c");
    assertThat(kernel.claim(pool, person, 1, "d")).isEqualTo(new Outcome.AlreadyHeld(claimOf(one)));
    kernel.release(pool, claimOf(two));
    assertThat(kernel.claim(pool, person, 2, "e")).isInstanceOf(Outcome.Granted.class);
  }

  @Test
  void theDatabaseItselfRefusesASecondUnitToOneWhoMayHaveOne() throws Exception {
    PoolId pool = kernel.drop(5);
    kernel.claim(pool, somebody());

    assertThatThrownBy(
            () ->
                kernel.change(
                    "INSERT INTO $claim SELECT pool_id, gen_random_uuid(), person,"
                        + " gen_random_uuid(), body_hash, nth, quantity, state, grant_no + 1,"
                        + " block_no, leaf, granted_at, deadline FROM $claim"))
        .hasMessageContaining("no_more_than_a_person_may");
    assertThatThrownBy(() -> kernel.change("UPDATE $pool SET live = capacity + 1"))
        .hasMessageContaining("never_more_than_there_are");
  }

  @Test
  void nobodyGetsMoreThanThereIs() throws Exception {
    PoolId pool = kernel.pool(terms(3, 3));

    assertThat(kernel.claim(pool, somebody(), 2, "k")).isInstanceOf(Outcome.Granted.class);
    assertThat(kernel.claim(pool, somebody(), 2, "k")).isEqualTo(new Outcome.NotEnough(1));
    ClaimId last = claimOf(kernel.claim(pool, somebody(), 1, "k"));
    assertThat(kernel.claim(pool, somebody(), 1, "k")).isEqualTo(new Outcome.AllHeld());
    kernel.claims.execute(new Command.Confirm(pool, last));
    assertThat(kernel.claim(pool, somebody(), 1, "k")).isEqualTo(new Outcome.AllHeld());
  }

  @Test
  void soldOutSaysWithWhichNumberAndWhen() throws Exception {
    PoolId pool = kernel.drop(1);
    Outcome only = kernel.claim(pool, somebody());
    kernel.claims.execute(new Command.Confirm(pool, claimOf(only)));

    Instant at = ((Outcome.Yes) only).grant().grantedAt();
    assertThat(decide(pool, somebody())).isEqualTo(new Outcome.SoldOut(1, at));
    kernel.claims.refuse(pool, somebody());
    kernel.claims.refreshOnce();
    assertThat(kernel.claims.refuse(pool, somebody())).contains(new Outcome.SoldOut(1, at));
  }

  @Test
  void aRetryFindsItsGrantEvenThroughTheShutGateOfAnotherInstance() throws Exception {
    PoolId pool = kernel.drop(1);
    Person person = somebody();
    Outcome granted = kernel.claim(pool, person);
    try (Kernel other = kernel.beside()) {
      other.claims.view(pool);
      other.claims.refuse(pool, somebody());
      other.claims.refreshOnce();

      assertThat(other.claims.refuse(pool, somebody())).contains(new Outcome.AllHeld());
      assertThat(other.claims.refuse(pool, person)).isEmpty();
      Outcome again = other.claim(pool, person);
      assertThat(again).isInstanceOf(Outcome.Replayed.class);
      assertThat(claimOf(again)).isEqualTo(claimOf(granted));
      assertThat(((Outcome.Yes) again).grant().receipt().text())
          .isEqualTo(((Outcome.Yes) granted).grant().receipt().text());
    }
  }

  @Test
  void aShutGateRefusesWithoutAskingTheDatabase() throws Exception {
    PoolId pool = kernel.drop(1);
    kernel.claim(pool, somebody());
    kernel.claim(pool, somebody());
    kernel.claims.refreshOnce();
    long before = kernel.connections.get();
    for (int i = 0; i < 100; i++) {
      assertThat(kernel.claim(pool, somebody())).isEqualTo(new Outcome.AllHeld());
    }

    assertThat(kernel.connections.get()).isEqualTo(before);
  }

  @Test
  void aKeyWithAnotherBodyIsAnotherRequest() throws Exception {
    PoolId pool = kernel.pool(terms(10, 5));
    Person person = somebody();
    kernel.claim(pool, person, 1, "same");

    assertThat(kernel.claim(pool, person, 2, "same")).isEqualTo(new Outcome.KeyReused());
    assertThat(kernel.claim(pool, somebody(), 2, "same")).isInstanceOf(Outcome.Granted.class);
  }

  @Test
  void aReplayAfterAReleaseTellsTheClaimsState() throws Exception {
    PoolId pool = kernel.drop(5);
    Person person = somebody();
    ClaimId claim = claimOf(kernel.claim(pool, person));

    assertThat(kernel.release(pool, claim)).isEqualTo(new Outcome.Released(true));
    assertThat(kernel.release(pool, claim)).isEqualTo(new Outcome.Released(false));
    Outcome replayed = kernel.claim(pool, person);
    assertThat(replayed).isInstanceOf(Outcome.Replayed.class);
    assertThat(((Outcome.Yes) replayed).grant().state()).isEqualTo(ClaimState.RELEASED);
    assertThat(kernel.claim(pool, person, 1, "new key")).isInstanceOf(Outcome.Granted.class);
  }

  @Test
  void aHoldIsConfirmedOnceAndNeverAfterItsEnd() throws Exception {
    PoolId pool = kernel.drop(5);
    ClaimId paid = claimOf(kernel.claim(pool, somebody()));
    ClaimId late = claimOf(kernel.claim(pool, somebody()));

    assertThat(kernel.claims.execute(new Command.Confirm(pool, paid)))
        .isEqualTo(new Outcome.Confirmed(true));
    assertThat(kernel.claims.execute(new Command.Confirm(pool, paid)))
        .isEqualTo(new Outcome.Confirmed(false));
    kernel.later(Duration.ofMinutes(11));
    kernel.claims.execute(new Command.ExpireDue(pool, 100));
    assertThat(kernel.claims.execute(new Command.Confirm(pool, late)))
        .isEqualTo(new Outcome.WrongState(ClaimState.RELEASED));
    assertThat(kernel.claims.execute(new Command.Confirm(pool, new ClaimId(UUID.randomUUID()))))
        .isEqualTo(new Outcome.NoSuchClaim());
  }

  @Test
  void aHoldIsExtendedNeverShortenedAndNeverPastItsBound() throws Exception {
    PoolId pool = kernel.drop(5);
    Grant grant = ((Outcome.Yes) kernel.claim(pool, somebody())).grant();
    Instant granted = grant.grantedAt();

    assertThat(extend(pool, grant.claim(), granted.plusSeconds(60)))
        .isEqualTo(new Outcome.Extended(granted.plusSeconds(600)));
    assertThat(extend(pool, grant.claim(), granted.plusSeconds(900)))
        .isEqualTo(new Outcome.Extended(granted.plusSeconds(900)));
    assertThat(extend(pool, grant.claim(), granted.plusSeconds(99_999)))
        .isEqualTo(new Outcome.Extended(granted.plusSeconds(1_800)));
  }

  @Test
  void aReturnedUnitGoesToTheHeadOfTheLineInTheSameCommit() throws Exception {
    PoolId pool = kernel.drop(1);
    Person first = somebody();
    Person second = somebody();
    assertThat(kernel.join(pool, first)).isEqualTo(new Outcome.NothingToWaitFor(1));
    ClaimId held = claimOf(kernel.claim(pool, somebody()));

    assertThat(kernel.join(pool, first)).matches(o -> ((Outcome.Waiting) o).position() == 1);
    assertThat(kernel.join(pool, second)).matches(o -> ((Outcome.Waiting) o).position() == 2);
    assertThat(kernel.join(pool, second)).matches(o -> !((Outcome.Waiting) o).joined());
    assertThat(kernel.join(pool, somebody())).isEqualTo(new Outcome.WaitingListFull(2));
    long blocks = kernel.claims.view(pool).orElseThrow().blockNo();
    kernel.release(pool, held);

    assertThat(kernel.claims.view(pool).orElseThrow().blockNo()).isEqualTo(blocks + 1);
    assertThat(kernel.claims.claimsOf(pool, first)).hasSize(1);
    assertThat(kernel.claims.waiting(pool, second).orElseThrow().position()).isEqualTo(1);
    assertThat(decide(pool, somebody())).isEqualTo(new Outcome.AllHeld());
  }

  @Test
  void whoLeavesTheLineIsPassedOver() throws Exception {
    PoolId pool = kernel.drop(1);
    Person first = somebody();
    Person second = somebody();
    ClaimId held = claimOf(kernel.claim(pool, somebody()));
    kernel.join(pool, first);
    kernel.join(pool, second);

    assertThat(kernel.claims.execute(new Command.LeaveWaitingList(pool, first)))
        .isEqualTo(new Outcome.Left(true));
    assertThat(kernel.claims.execute(new Command.LeaveWaitingList(pool, first)))
        .isEqualTo(new Outcome.Left(false));
    kernel.release(pool, held);

    assertThat(kernel.claims.claimsOf(pool, first)).isEmpty();
    assertThat(kernel.claims.claimsOf(pool, second)).hasSize(1);
  }

  @Test
  void dueHoldsGoBackInBoundedBatchesAndNotWhileNobodyCouldPay() throws Exception {
    PoolId pool = kernel.drop(3);
    IntStream.range(0, 3).forEach(i -> kernel.claim(pool, somebody()));
    kernel.change("UPDATE $claim SET deadline = now() - interval '1 second'");

    assertThat(kernel.claims.execute(new Command.ExpireDue(pool, 2)))
        .isEqualTo(new Outcome.ExpiredSome(2, true));
    assertThat(kernel.claims.expireOnce()).isFalse();
    assertThat(kernel.claims.view(pool).orElseThrow().free()).isEqualTo(3);
    assertThat(kernel.count("SELECT count(*) FROM $claim WHERE state = 1")).isZero();
  }

  @Test
  void capacityGrowsForThoseWhoWaitAndNeverFallsBelowTheLiveUnits() throws Exception {
    PoolId pool = kernel.drop(2);
    Person waiting = somebody();
    kernel.claim(pool, somebody());
    kernel.claim(pool, somebody());
    kernel.join(pool, waiting);

    assertThat(kernel.claims.execute(new Command.ChangeCapacity(pool, 1)))
        .isEqualTo(new Outcome.CapacityBelowLive(2));
    assertThat(kernel.claims.execute(new Command.ChangeCapacity(pool, 4)))
        .isEqualTo(new Outcome.CapacityChanged(4));
    assertThat(kernel.claims.claimsOf(pool, waiting)).hasSize(1);
    assertThat(kernel.claims.view(pool).orElseThrow().free()).isEqualTo(1);
  }

  @Test
  void severalPoolsAreAllGrantedOrNone() throws Exception {
    PoolId doctor = kernel.drop(1);
    PoolId room = kernel.drop(2);

    assertThat(claimAll(somebody(), Map.of(doctor, 1, room, 1)))
        .isInstanceOf(Outcome.GrantedAll.class);
    assertThat(claimAll(somebody(), Map.of(doctor, 1, room, 1)))
        .isEqualTo(new Outcome.Refused(new TreeMap<>(Map.of(doctor, new Outcome.AllHeld()))));
    assertThat(kernel.claims.view(room).orElseThrow().free()).isEqualTo(1);
    Person person = somebody();
    assertThat(claimAll(person, Map.of(room, 1))).isInstanceOf(Outcome.GrantedAll.class);
    assertThat(claimAll(person, Map.of(room, 1))).isInstanceOf(Outcome.ReplayedAll.class);
  }

  @Test
  void everyReceiptProvesItsEntry() throws Exception {
    PoolId pool = kernel.drop(300);
    List<CompletableFuture<Outcome>> answers = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      answers.add(
          kernel.claims.submit(
              new Command.Claim(
                  pool,
                  new ClaimId(UUID.randomUUID()),
                  somebody(),
                  1,
                  RequestKey.of("k" + i, "1"))));
    }
    LedgerKey key = kernel.claims.keys().getFirst();
    Set<Long> sequences = new HashSet<>();
    for (CompletableFuture<Outcome> answer : answers) {
      Grant grant = ((Outcome.Granted) answer.get()).grant();
      sequences.add(grant.sequence());
      assertThat(LedgerCheck.receipt(grant.receipt(), Map.of(key.keyId(), key.publicKey())))
          .isEmpty();
    }

    assertThat(sequences).hasSize(300).contains(1L, 300L);
    assertThat(kernel.claims.work().commits()).isLessThan(300);
  }

  @Test
  void exactlyAsManyGetAUnitAsThereAreHoweverManyComeToTwoInstancesAtOnce() throws Exception {
    PoolId pool = kernel.drop(100);
    Person oneInEverySession = somebody();
    try (Kernel other = kernel.beside();
        var crowd = Executors.newVirtualThreadPerTaskExecutor()) {
      List<java.util.concurrent.Future<Outcome>> answers = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        Kernel at = i % 2 == 0 ? kernel : other;
        Person person = i % 4 == 0 ? oneInEverySession : somebody();
        String key = "key-" + i;
        answers.add(crowd.submit(() -> at.claim(pool, person, 1, key)));
      }
      int granted = 0;
      int toTheOne = 0;
      for (var answer : answers) {
        if (answer.get() instanceof Outcome.Granted yes) {
          granted++;
          toTheOne += yes.grant().person().equals(oneInEverySession) ? 1 : 0;
        }
      }
      assertThat(granted).isEqualTo(100);
      assertThat(toTheOne).isLessThanOrEqualTo(1);
      assertThat(kernel.count("SELECT count(*) FROM $claim")).isEqualTo(100);
      assertThat(kernel.count("SELECT count(DISTINCT grant_no) FROM $claim")).isEqualTo(100);
    }
  }

  @Test
  void oneBadCommandCostsOnlyItself() throws Exception {
    Person bad = somebody();
    kernel.close();
    kernel =
        Kernel.start(
            (connection, effects) -> {
              for (Effect effect : effects) {
                if (effect instanceof Effect.UnitsGranted granted && granted.person().equals(bad)) {
                  throw new IllegalStateException("the context cannot write this one");
                }
              }
            });
    PoolId pool = kernel.drop(100);
    List<CompletableFuture<Outcome>> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Person person = i == 7 ? bad : somebody();
      answers.add(
          kernel.claims.submit(
              new Command.Claim(
                  pool, new ClaimId(UUID.randomUUID()), person, 1, RequestKey.of("k" + i, "1"))));
    }

    for (int i = 0; i < 20; i++) {
      if (i == 7) {
        assertThat(answers.get(i)).failsWithin(Duration.ofSeconds(10));
      } else {
        assertThat(answers.get(i)).succeedsWithin(Duration.ofSeconds(10));
      }
    }
    assertThat(kernel.count("SELECT count(*) FROM $claim")).isEqualTo(19);
  }

  @Test
  void aListenerThatFailsTakesNobodysAnswerAway() throws Exception {
    PoolId pool = kernel.drop(1);
    kernel.claims.view(pool);
    kernel.claims.addListener(
        view -> {
          throw new IllegalStateException("a listener with a defect");
        });

    assertThat(kernel.claim(pool, somebody())).isInstanceOf(Outcome.Granted.class);
  }

  @Test
  void aDatabaseThatIsNotDurableGrantsNothingAndSaysWhy() throws Exception {
    PoolId pool = kernel.drop(1);
    kernel.change(
        "ALTER DATABASE "
            + kernel.source.getJdbcUrl().replaceAll(".*/", "")
            + " SET synchronous_commit = off");
    try (Kernel other = kernel.beside()) {
      assertThat(other.claim(pool, somebody()))
          .isEqualTo(
              new Outcome.Unsafe(
                  "the database is not durable: synchronous_commit = off (expected: on)"));
    }
  }

  @Test
  void aDatabaseThatIsNotDurableAnyMoreGrantsNothingFromItsFirstNewConnectionOn() throws Exception {
    PoolId pool = kernel.drop(2);
    assertThat(kernel.claim(pool, somebody())).isInstanceOf(Outcome.Granted.class);
    kernel.change(
        "ALTER DATABASE "
            + kernel.source.getJdbcUrl().replaceAll(".*/", "")
            + " SET synchronous_commit = off");
    kernel.source.getHikariPoolMXBean().softEvictConnections();

    assertThat(kernel.claim(pool, somebody())).isInstanceOf(Outcome.Unsafe.class);
  }

  @Test
  void aDatabaseSetBackBehindItsWitnessGrantsNothingUntilTheBreakIsRecorded() throws Exception {
    PoolId pool = kernel.drop(10);
    kernel.claim(pool, somebody());
    kernel.save();
    kernel.claim(pool, somebody());
    kernel.setBack();

    assertThat(kernel.check().findings()).first().asString().contains("which was witnessed");
    assertThat(kernel.claim(pool, somebody())).isInstanceOf(Outcome.Unsafe.class);
    try (Kernel fresh = kernel.beside()) {
      assertThat(fresh.claim(pool, somebody())).isInstanceOf(Outcome.Unsafe.class);
    }
    assertThat(kernel.claims.execute(new Command.RecordBreak(pool, "restored from backup")))
        .isEqualTo(new Outcome.BreakRecorded(3));
    assertThat(kernel.claim(pool, somebody())).isInstanceOf(Outcome.Granted.class);
    try (Kernel fresh = kernel.beside()) {
      assertThat(fresh.claim(pool, somebody())).isInstanceOf(Outcome.Granted.class);
    }
  }

  /** What a commit does last waits here for a lock that the test holds. */
  @Test
  void nobodyIsAnsweredBeforeTheCommitHasReturned() throws Exception {
    PoolId pool = kernel.drop(1);
    kernel.change(
        "CREATE FUNCTION $wait() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NULL; END';"
            + " CREATE CONSTRAINT TRIGGER commit_waits AFTER INSERT ON $claim"
            + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION $wait()");
    CompletableFuture<Outcome> answer;
    try (Connection holder = kernel.database.connect();
        Statement statement = holder.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(4711)");
      answer =
          kernel.claims.submit(
              new Command.Claim(
                  pool, new ClaimId(UUID.randomUUID()), somebody(), 1, RequestKey.of("k", "1")));
      await()
          .until(
              () ->
                  kernel.count(
                          "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                      == 1);

      assertThat(answer).isNotDone();
    }
    assertThat(answer.get(10, TimeUnit.SECONDS)).isInstanceOf(Outcome.Granted.class);
  }

  @Test
  void aKilledDatabaseIsBusyNotBrokenAndComesBack() throws Exception {
    PoolId pool = kernel.drop(10);
    Person person = somebody();
    kernel.claim(pool, person, 1, "before");
    var postgres = io.seonchak.testing.TestDatabase.postgres();

    postgres.kill();
    assertThat(kernel.claim(pool, somebody(), 1, "during")).isInstanceOf(Outcome.Busy.class);
    postgres.restart();

    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> kernel.claim(pool, person, 1, "before") instanceof Outcome.Replayed);
    assertThat(kernel.claim(pool, somebody(), 1, "after")).isInstanceOf(Outcome.Granted.class);
  }

  @Test
  void aKeyIsHandedOverAndTheOldReceiptsStayTrue() throws Exception {
    PoolId pool = kernel.drop(10);
    kernel.claim(pool, somebody());
    try (Kernel late = kernel.beside()) {
      assertThat(kernel.claims.rotate(LedgerSigner.generate())).isTrue();
      kernel.claim(pool, somebody());

      assertThat(late.claims.rotate(LedgerSigner.generate())).isFalse();
      assertThat(late.claim(pool, somebody())).isInstanceOf(Outcome.Granted.class);
    }
    assertThat(kernel.claims.keys()).hasSize(2);
    assertThat(kernel.claims.keys().getLast().signedBy())
        .isEqualTo(kernel.claims.keys().getFirst().keyId());
  }

  @Test
  void aStrangersKeyIsRefusedAtTheStart() throws Exception {
    var stranger =
        ClaimsSettings.of(
            kernel.source,
            Kernel.SCHEMA,
            LedgerSigner.generate(),
            new io.seonchak.claims.ledger.FileSink(kernel.sinkFolder),
            Consequences.NONE);

    assertThatThrownBy(() -> new Claims(stranger))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is not among the keys");
  }

  /** Past the gate, so that the decision itself answers. */
  private Outcome decide(PoolId pool, Person person) throws Exception {
    return kernel
        .claims
        .submit(
            new Command.Claim(
                pool, new ClaimId(UUID.randomUUID()), person, 1, RequestKey.of("d", "1")))
        .get();
  }

  private Outcome extend(PoolId pool, ClaimId claim, Instant until) {
    return kernel.claims.execute(new Command.Extend(pool, claim, until));
  }

  private Outcome claimAll(Person person, Map<PoolId, Integer> lines) {
    return kernel.claims.execute(
        new Command.ClaimAll(
            new ClaimId(UUID.randomUUID()),
            person,
            new TreeMap<>(lines),
            RequestKey.of("all", lines.toString())));
  }
}
