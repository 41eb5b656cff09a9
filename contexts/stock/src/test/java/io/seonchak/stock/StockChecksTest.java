package io.seonchak.stock;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.claims.ClaimId;
import io.seonchak.claims.Command;
import io.seonchak.claims.PoolId;
import io.seonchak.claims.ledger.FileSink;
import io.seonchak.counter.KernelChecks;
import io.seonchak.platform.audit.Check;
import io.seonchak.platform.audit.Finding;
import io.seonchak.platform.audit.Looked;
import io.seonchak.platform.audit.Snapshots;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whoever alters the stock's rows is found, and only he. */
class StockChecksTest {

  private static final Check POOLS = KernelChecks.pools(StockContext.SCHEMA);
  private static final Check STOCK = new StockChecks().checks().getFirst();

  private static Stockroom room;

  @BeforeAll
  static void open() throws Exception {
    room = new Stockroom();
  }

  @AfterAll
  static void close() {
    room.close();
  }

  @Test
  void ofAnHonestStockNothingIsFoundAndAllIsLookedAt() throws Exception {
    try (var honest = new Stockroom()) {
      UUID drop = honest.drop(3);
      honest.item(5);
      UUID member = UUID.randomUUID();
      confirm(honest, drop, honest.claim(drop, member));
      honest.claim(drop, UUID.randomUUID());

      for (Check check : List.of(POOLS, STOCK, ledger(honest, Long.MAX_VALUE))) {
        Looked looked = look(honest, check);
        assertThat(looked.first()).as(check.name()).isEmpty();
        assertThat(looked.count()).isZero();
        assertThat(looked.unchecked()).isEmpty();
        assertThat(looked.rows()).as(check.name()).isGreaterThanOrEqualTo(2);
      }
    }
  }

  @Test
  void aCountThatItsClaimsDoNotBearOut() throws Exception {
    UUID drop = room.drop(3);
    room.claim(drop, UUID.randomUUID());

    room.database.forge("UPDATE stock.pool SET live = 2 WHERE pool_id = '%s'".formatted(drop));

    assertThat(found(POOLS, drop)).anyMatch(each -> each.what().contains("2/1/0 live, held"));
    assertThat(found(ledger(room, Long.MAX_VALUE), drop)).hasSize(1);
  }

  @Test
  void aClaimThatIsGone() throws Exception {
    UUID drop = room.drop(3);
    UUID claim = room.claim(drop, UUID.randomUUID());

    room.database.forge("DELETE FROM stock.claim WHERE claim_id = '%s'".formatted(claim));

    assertThat(found(POOLS, drop)).hasSize(1);
    assertThat(found(ledger(room, Long.MAX_VALUE), drop))
        .anyMatch(each -> each.what().contains("claims: 0 (expected from the ledger: 1)"));
  }

  @Test
  void moreUnitsThanThereAreAndMoreThanOnePersonMayHave() throws Exception {
    UUID drop = room.drop(3);
    UUID claim = room.claim(drop, UUID.randomUUID());

    room.database.forge(
        "UPDATE stock.claim SET quantity = 4 WHERE claim_id = '%s'".formatted(claim));

    assertThat(found(POOLS, drop)).anyMatch(each -> each.what().contains("at most 3"));
    assertThat(found(POOLS, claim)).anyMatch(each -> each.what().contains("at most 1"));
  }

  @Test
  void aHoldThatDoesNotEnd() throws Exception {
    UUID drop = room.drop(3);
    UUID claim = room.claim(drop, UUID.randomUUID());
    String until =
        "UPDATE stock.claim SET deadline = clock_timestamp() - interval '%s' WHERE claim_id = '%s'";

    room.database.forge(until.formatted("9 minutes", claim));
    assertThat(found(POOLS, claim)).isEmpty();

    room.database.forge(until.formatted("11 minutes", claim));
    assertThat(found(POOLS, claim)).hasSize(1);
  }

  @Test
  void aBlockThatWasAltered() throws Exception {
    UUID drop = room.drop(3);
    room.claim(drop, UUID.randomUUID());

    room.database.forge(
        "UPDATE stock.ledger_block SET entries = set_byte(entries, 20, get_byte(entries, 20) # 1)"
            + " WHERE block_no = 2 AND pool_id = '%s'".formatted(drop));

    assertThat(found(ledger(room, Long.MAX_VALUE), drop))
        .singleElement()
        .satisfies(each -> assertThat(each.where()).contains("block 2"))
        .satisfies(each -> assertThat(each.suggestion()).contains("alter nothing by hand"));
  }

  @Test
  void aPoolTooLargeToBeReadHereIsSaidToBeUncheckedNotRight() throws Exception {
    UUID drop = room.drop(3);
    room.claim(drop, UUID.randomUUID());

    Looked looked = look(room, ledger(room, 0));

    assertThat(looked.unchecked()).singleElement().asString().contains("verify database");
  }

  @Test
  void aPoolThatIsNobodysAndStockWithoutItsPool() throws Exception {
    UUID nobodys = room.item(5);
    UUID drop = room.drop(3);

    room.database.forge(
        "DELETE FROM stock.item WHERE variant_id = '%s'".formatted(nobodys),
        "DELETE FROM stock.pool WHERE pool_id = '%s'".formatted(drop));

    assertThat(found(STOCK, nobodys)).hasSize(1);
    assertThat(found(STOCK, drop)).hasSize(1);
  }

  @Test
  void anOrderThatIsOverAndKeepsItsUnits() throws Exception {
    UUID drop = room.drop(3);
    UUID claim = room.claim(drop, UUID.randomUUID());
    confirm(room, drop, claim);
    assertThat(found(STOCK, claim)).isEmpty();

    room.database.forge(
        "INSERT INTO stock.ordered (order_id, is_over) VALUES ('%s', true)".formatted(claim));

    assertThat(found(STOCK, claim)).hasSize(1);
  }

  private static void confirm(Stockroom at, UUID drop, UUID claim) {
    at.claims.execute(new Command.Confirm(new PoolId(drop), new ClaimId(claim)));
  }

  private static Check ledger(Stockroom at, long grantsMax) {
    return KernelChecks.ledger(
        StockContext.SCHEMA, context -> new FileSink(at.sinkFolder), grantsMax);
  }

  private static List<Finding> found(Check check, UUID where) throws Exception {
    return look(room, check).first().stream()
        .filter(each -> each.where().contains(where.toString()))
        .toList();
  }

  private static Looked look(Stockroom at, Check check) throws Exception {
    return check.look().at(new Snapshots(at.source));
  }
}
