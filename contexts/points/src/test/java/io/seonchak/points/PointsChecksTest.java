package io.seonchak.points;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.platform.audit.Check;
import io.seonchak.platform.audit.Looked;
import io.seonchak.platform.audit.Snapshots;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever alters the books is found, although he goes around what guards them. */
class PointsChecksTest {

  private static final Check BOOKS = new PointsChecks().checks().getFirst();

  private Office office;

  @BeforeEach
  void someBooks() throws Exception {
    office = new Office();
    UUID member = office.member(100);
    UUID order = UUID.randomUUID();
    office.hear(Office.reserved(order, member, 1, 40));
    office.hear(Office.paid(order, member, 10_000, 40));
    office.hear(Office.refunded(order, member, UUID.randomUUID(), 5_000, 20));
  }

  @AfterEach
  void close() {
    office.close();
  }

  @Test
  void ofHonestBooksNothingIsFound() throws Exception {
    Looked looked = look();

    assertThat(looked.first()).isEmpty();
    assertThat(looked.rows()).isEqualTo(6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DELETE FROM points.entry WHERE side = 'SPENT'             | its entries sum to",
        "DELETE FROM points.entry WHERE side = 'SPENT'             | they sum to",
        "DELETE FROM points.entry                                  | its entries sum to nothing",
        "UPDATE points.entry SET amount = 2 * amount               | has an entry of",
        "DELETE FROM points.transfer WHERE kind = 'EARN'           | should of ±nothing",
        "UPDATE points.account SET available = available + 1       | its entries say",
        "UPDATE points.purchase SET spent = spent + 1              | its transfers say",
        "UPDATE points.purchase SET held = 1                       | its orders 1",
        "UPDATE points.credit SET ran_out = true                   | more than came in and lives",
        "UPDATE points.credit SET amount = 10 * amount             | its transfer brought"
      })
  void aForgedRowIsFound(String forgery, String what) throws Exception {
    office.database.forge(forgery);

    assertThat(look().first()).anyMatch(each -> each.what().contains(what));
  }

  private Looked look() throws Exception {
    return BOOKS.look().at(new Snapshots(office.source));
  }
}
