package io.seonchak.points;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seonchak.platform.problem.Problem;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The books guard themselves, and a proof finds what is wrong with them. */
class BooksTest {

  private static final byte[] HASH = {1, 2, 3};
  private static Office office;

  @BeforeAll
  static void open() {
    office = new Office();
  }

  @AfterAll
  static void close() {
    office.close();
  }

  @Test
  void whatIsBookedCanNeitherBeChangedNorTakenOut() {
    office.member(100);

    assertThatThrownBy(() -> change("UPDATE points.entry SET amount = amount * 2"))
        .hasMessageContaining("entry is only added to");
    assertThatThrownBy(() -> change("DELETE FROM points.entry"))
        .hasMessageContaining("entry is only added to");
    assertThatThrownBy(() -> change("UPDATE points.transfer SET amount = 1"))
        .hasMessageContaining("transfer is only added to");
  }

  @Test
  void aTransferWhoseEntriesDoNotSumToZeroIsNotCommitted() {
    UUID member = office.member(100);
    var transaction = new TransactionTemplate(new DataSourceTransactionManager(office.source));
    String transfer =
        "INSERT INTO points.transfer (member_id, kind, subject, step, amount, made_at)"
            + " VALUES ('%s', 'GRANT', gen_random_uuid(), '', 5, now())".formatted(member);
    String entry =
        "INSERT INTO points.entry SELECT max(transfer_id), 'AVAILABLE', 5 FROM points.transfer";

    assertThatThrownBy(() -> change(transfer)).hasMessageContaining("do not sum to zero");
    assertThatThrownBy(
            () ->
                transaction.executeWithoutResult(
                    status -> {
                      change(transfer);
                      change(entry);
                    }))
        .hasStackTraceContaining("do not sum to zero");
    assertThatThrownBy(
            () ->
                change(
                    "INSERT INTO points.entry SELECT max(transfer_id), 'HELD', 5"
                        + " FROM points.transfer"))
        .hasMessageContaining("do not sum to zero");
  }

  @Test
  void aProofFindsABalanceThatDrifted() throws Exception {
    try (var other = new Office()) {
      UUID member = other.member(100);
      UUID order = UUID.randomUUID();
      other.hear(Office.reserved(order, member, 1, 40));
      assertThat(other.statements.prove().findings()).isEmpty();
      assertThat(other.statements.prove().accounts()).isEqualTo(1);
      assertThat(other.statements.prove().transfers()).isEqualTo(2);

      other.jdbc.sql("UPDATE points.account SET available = available + 1").update();
      assertThat(other.statements.prove().findings())
          .anyMatch(each -> each.contains(member.toString()) && each.contains("61/40"));
      other.jdbc.sql("UPDATE points.account SET available = available - 1").update();

      other.jdbc.sql("UPDATE points.purchase SET held = 39").update();
      assertThat(other.statements.prove().findings())
          .hasSize(2)
          .anyMatch(each -> each.contains(order.toString()));
      other.jdbc.sql("UPDATE points.purchase SET held = 40").update();

      other.jdbc.sql("UPDATE points.credit SET amount = 59").update();
      assertThat(other.statements.prove().findings()).hasSize(1);
    }
  }

  @Test
  void aGrantIsMadeOnceForItsKeyHoweverOftenItIsSentAtOnce() throws Exception {
    UUID operator = UUID.randomUUID();
    UUID member = UUID.randomUUID();
    Set<UUID> made = ConcurrentHashMap.newKeySet();
    OrderStepsTest.together(
        12,
        number -> {
          made.add(office.granting.grant(operator, grant(member, 70), "key", HASH));
          return 0;
        });

    assertThat(made).hasSize(1);
    assertThat(office.balance(member)).isEqualTo(70);
    assertThatThrownBy(
            () -> office.granting.grant(operator, grant(member, 71), "key", new byte[] {9}))
        .isInstanceOf(Problem.class)
        .hasMessage("KEY_REUSED");
    office.granting.grant(UUID.randomUUID(), grant(member, 5), "key", HASH);
    assertThat(office.balance(member)).as("another operator's key is another").isEqualTo(75);
  }

  @Test
  void nobodyIsGrantedMoreThanOneMayHaveAndAKeyOfARefusedGrantIsFree() {
    UUID operator = UUID.randomUUID();
    UUID member = UUID.randomUUID();
    office.granting.grant(operator, grant(member, GrantingPoints.BALANCE_MAX), "all", HASH);

    assertThatThrownBy(() -> office.granting.grant(operator, grant(member, 1), "more", HASH))
        .isInstanceOf(Problem.class)
        .hasMessage("POINTS_LIMIT");
    assertThat(office.balance(member)).isEqualTo(GrantingPoints.BALANCE_MAX);
    UUID other = UUID.randomUUID();
    office.granting.grant(operator, grant(other, 1), "more", HASH);
    assertThat(office.balance(other)).isEqualTo(1);
  }

  @Test
  void eachStepOfAnOrderIsBookedOnceByTheTablesThemselves() {
    UUID member = office.member(100);
    String twice =
        "INSERT INTO points.transfer (member_id, kind, subject, step, amount, made_at)"
            + " SELECT member_id, kind, subject, step, amount, made_at FROM points.transfer"
            + " WHERE member_id = '%s'".formatted(member);

    assertThatThrownBy(() -> change(twice))
        .isInstanceOf(DataIntegrityViolationException.class)
        .hasMessageContaining("each_step_once");
  }

  private static GrantingPoints.Grant grant(UUID member, long amount) {
    return new GrantingPoints.Grant(UUID.randomUUID(), member, amount, "사과의 뜻");
  }

  private static void change(String sql) {
    office.jdbc.sql(sql).update();
  }
}
