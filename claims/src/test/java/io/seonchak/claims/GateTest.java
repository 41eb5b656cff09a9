package io.seonchak.claims;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.claims.ledger.Block;
import io.seonchak.claims.ledger.BlockHeader;
import io.seonchak.claims.ledger.Entry;
import io.seonchak.claims.ledger.EntryType;
import io.seonchak.claims.ledger.LedgerSigner;
import io.seonchak.claims.ledger.Micros;
import io.seonchak.claims.ledger.Pseudonyms;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The gate by itself, its clock in the test's hand. */
class GateTest {

  private static final PoolId POOL = new PoolId(new UUID(1, 1));
  private static final Instant OPENS = Instant.parse("2026-11-20T03:00:00Z");

  private final Pseudonyms pseudonyms = new Pseudonyms(new byte[32]);
  private final AtomicLong nanos = new AtomicLong(5_000_000_000L);
  private final Person granted = new Person(new UUID(2, 2));
  private final Person stranger = new Person(new UUID(3, 3));

  @Test
  void itRefusesNobodyBeforeItKnowsWhoGotSomething() {
    Gate gate = gate(view(10, 1, 1, 1, 2));

    assertThat(gate.refuse(stranger, now())).isEmpty();
    gate.feed(blocks());
    assertThat(gate.refuse(stranger, now())).contains(new Outcome.AllHeld());
    assertThat(gate.refuse(granted, now())).isEmpty();
  }

  @Test
  void itNeverSpeaksFromAStateOlderThanItsLease() {
    Gate gate = shut();
    nanos.addAndGet(Gate.LEASE.toNanos() - 1);
    assertThat(gate.refuse(stranger, now())).isNotEmpty();

    nanos.addAndGet(1);
    assertThat(gate.refuse(stranger, now())).isEmpty();
    gate.publish(view(10, 1, 1, 1, 2), nanos.get());
    assertThat(gate.refuse(stranger, now())).isNotEmpty();
  }

  @Test
  void whoHasNothingGetsNoPlaceInALineThatIsFull() {
    Gate gate = shut();
    assertThat(gate.refusePlace(stranger, now())).as("there is room").isEmpty();
    gate.publish(view(11, 1, 1, 2, 1, 2), nanos.get());

    assertThat(gate.refusePlace(stranger, now())).contains(new Outcome.WaitingListFull(2));
    assertThat(gate.refusePlace(granted, now())).isEmpty();
    gate.publish(view(12, 1, 1, 1, 1, 2), nanos.get());
    assertThat(gate.refusePlace(stranger, now())).as("there is room again").isEmpty();
    nanos.addAndGet(Gate.LEASE.toNanos());
    gate.publish(view(13, 1, 0, 0, 1, 2), nanos.get());
    assertThat(gate.refusePlace(stranger, now())).contains(new Outcome.SoldOut(1, OPENS));
    nanos.addAndGet(Gate.LEASE.toNanos());
    assertThat(gate.refusePlace(stranger, now())).as("too old").isEmpty();
  }

  @Test
  void whoWaitsIsNeverToldThatTheLineIsFull() {
    Gate gate = shut();
    gate.publish(view(11, 1, 1, 2, 1, 3), nanos.get());
    assertThat(gate.refusePlace(stranger, now())).as("not fed").isEmpty();

    gate.feed(List.of(block(3, EntryType.WAIT, stranger)));
    assertThat(gate.refusePlace(stranger, now())).isEmpty();
    assertThat(gate.refusePlace(new Person(new UUID(5, 5)), now())).isNotEmpty();
  }

  @Test
  void aPoolWithoutALineRefusesNoPlaceByItself() {
    var everyday = PoolTerms.always(1, Duration.ofMinutes(10));
    Gate gate = gate(new PoolView(POOL, everyday, 1, 1, 1, 0, 1, OPENS, 0));

    assertThat(gate.refusePlace(stranger, now())).isEmpty();
  }

  @Test
  void anOlderStateNeverOverridesANewer() {
    Gate gate = shut();

    assertThat(gate.publish(view(9, 0, 0, 0, 1), nanos.get())).isFalse();
    assertThat(gate.view().version()).isEqualTo(10);
    assertThat(gate.publish(view(11, 0, 0, 1, 3), nanos.get())).isTrue();
    assertThat(gate.refuse(stranger, now())).isEmpty();
  }

  @Test
  void itLeavesTheEdgesOfTheWindowToTheDatabase() {
    Gate gate = shut();
    long margin = Gate.WINDOW_MARGIN.toNanos() / 1_000;

    assertThat(gate.refuse(stranger, Micros.of(OPENS) - margin - 1))
        .contains(new Outcome.NotOpenYet(OPENS));
    gate.publish(view(12, 0, 0, 1, 2), nanos.get());
    assertThat(gate.refuse(stranger, Micros.of(OPENS) - margin)).isEmpty();
  }

  @Test
  void aSetOfManyKnowsEveryOneOfThem() {
    var set = new PeopleSet();
    var random = new java.util.Random(1);
    long[] people = random.longs(50_000).toArray();
    for (long person : people) {
      set.add(person);
    }

    assertThat(java.util.Arrays.stream(people).allMatch(set::mayContain)).isTrue();
    assertThat(random.longs(50_000).filter(set::mayContain).count()).isZero();
    set.add(0);
    assertThat(set.mayContain(0)).isTrue();
  }

  private Gate shut() {
    Gate gate = gate(view(10, 1, 1, 1, 2));
    assertThat(gate.refuse(stranger, now())).isEmpty();
    gate.feed(blocks());
    return gate;
  }

  private Gate gate(PoolView view) {
    return new Gate(view, pseudonyms, nanos::get, nanos.get());
  }

  private static long now() {
    return Micros.of(OPENS.plusSeconds(60));
  }

  private static PoolView view(long version, int live, int held, long sequence, long blockNo) {
    return view(version, live, held, 0, sequence, blockNo);
  }

  private static PoolView view(
      long version, int live, int held, int waiting, long sequence, long blockNo) {
    var terms =
        new PoolTerms(
            1,
            OPENS,
            OPENS.plus(Duration.ofHours(1)),
            1,
            Duration.ofMinutes(10),
            Duration.ofMinutes(10),
            Duration.ofMinutes(10),
            true);
    return new PoolView(POOL, terms, version, live, held, waiting, sequence, OPENS, blockNo);
  }

  /** Block 1 with the capacity, block 2 with the grant. */
  private List<Block> blocks() {
    byte[] capacity = Entry.ofPool(EntryType.CAPACITY, 1, 0, 1, "").bytes();
    return List.of(
        LedgerSigner.generate().seal(header(1), List.of(capacity)),
        block(2, EntryType.GRANT, granted));
  }

  private Block block(long blockNo, EntryType type, Person person) {
    var entry =
        new Entry(
            type,
            blockNo,
            0,
            new UUID(4, 4),
            pseudonyms.of(person.value()),
            1,
            1,
            1,
            Entry.DIRECT,
            "");
    return LedgerSigner.generate().seal(header(blockNo), List.of(entry.bytes()));
  }

  private static BlockHeader header(long blockNo) {
    return new BlockHeader(
        POOL.value(), blockNo, new byte[32], new byte[32], blockNo, 1, 0, 0, 1, 0, 0, 0);
  }
}
