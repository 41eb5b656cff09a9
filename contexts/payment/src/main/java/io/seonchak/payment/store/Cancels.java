package io.seonchak.payment.store;

import io.seonchak.payment.model.Cancel;
import io.seonchak.platform.store.Timestamps;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Money that is to go back; of one order one after the other, in the order it was asked for. */
@Component
public class Cancels {

  private static final String COLUMNS =
      "cancel_id, order_id, member_id, purpose, payment_key, amount, reason, account, state,"
          + " generation, guard, code, looks, made_at, sent_at,"
          + " ended_at";
  private static final String SELECT = "SELECT " + COLUMNS + " FROM payment.cancel ";
  private static final String UNDER_WAY = " AND state IN ('PENDING', 'SENT')";

  private final JdbcClient jdbc;

  Cancels(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Adds one, once; whether it was not there. */
  public boolean add(Cancel cancel) {
    return jdbc.sql(
                "INSERT INTO payment.cancel (cancel_id, order_id, member_id, purpose, payment_key,"
                    + " amount, reason, account, state, made_at, due_at) VALUES (:id, :order,"
                    + " :member, :purpose, :key, :amount, :reason, :account, 'PENDING', :now, :now)"
                    + " ON CONFLICT (cancel_id) DO NOTHING")
            .param("id", cancel.id())
            .param("order", cancel.orderId())
            .param("member", cancel.memberId())
            .param("purpose", cancel.purpose().name())
            .param("key", cancel.paymentKey())
            .param("amount", cancel.amount())
            .param("reason", cancel.reason())
            .param("account", cancel.account())
            .param("now", Timestamps.of(cancel.madeAt()))
            .update()
        == 1;
  }

  /** One by its id. */
  public Optional<Cancel> byId(UUID id) {
    return jdbc.sql(SELECT + "WHERE cancel_id = ?").param(id).query(Cancels::read).optional();
  }

  /** All of an order, the first asked for first. */
  public List<Cancel> of(UUID order) {
    return jdbc.sql(SELECT + "WHERE order_id = ? ORDER BY cancel_no")
        .param(order)
        .query(Cancels::read)
        .list();
  }

  /** Some of those due, each the first of its order; nobody else gets them until then. */
  public List<Cancel> takeDue(Instant now, Instant leasedUntil, int most) {
    return jdbc.sql(
            "UPDATE payment.cancel SET due_at = :until WHERE cancel_id IN (SELECT c.cancel_id FROM"
                + " payment.cancel c WHERE c.state IN ('PENDING', 'SENT') AND c.due_at <= :now AND"
                + " NOT EXISTS (SELECT FROM payment.cancel before WHERE before.order_id ="
                + " c.order_id AND before.cancel_no < c.cancel_no AND before.state IN ('PENDING',"
                + " 'SENT')) ORDER BY c.due_at LIMIT :most FOR UPDATE SKIP LOCKED) RETURNING "
                + COLUMNS)
        .param("until", Timestamps.of(leasedUntil))
        .param("now", Timestamps.of(now))
        .param("most", most)
        .query(Cancels::read)
        .list();
  }

  /** Not now: it is taken up again at {@code dueAt}. */
  public void later(UUID id, Instant dueAt) {
    jdbc.sql(
            "UPDATE payment.cancel SET looks = looks + 1, due_at = :due WHERE cancel_id = :id"
                + UNDER_WAY)
        .param("due", Timestamps.of(dueAt))
        .param("id", id)
        .update();
  }

  /**
   * The gateway is about to be asked; whether nobody went on with it since it was read.
   *
   * @param cancel as it was read
   * @param as its key's generation and its guard from now on
   */
  public boolean sending(Cancel cancel, Cancel as, Instant now, Instant dueAt) {
    return jdbc.sql(
                "UPDATE payment.cancel SET state = 'SENT', generation = :generation, guard = :guard,"
                    + " sent_at = COALESCE(sent_at, :now), due_at = :due WHERE cancel_id = :id AND"
                    + " generation = :before"
                    + UNDER_WAY)
            .param("generation", as.generation())
            .param("guard", as.guard())
            .param("now", Timestamps.of(now))
            .param("due", Timestamps.of(dueAt))
            .param("id", cancel.id())
            .param("before", cancel.generation())
            .update()
        == 1;
  }

  /** Surely not done; the next try needs a key of its own. */
  public void nextKey(UUID id, Instant dueAt) {
    jdbc.sql(
            "UPDATE payment.cancel SET state = 'PENDING', generation = generation + 1, looks ="
                + " looks + 1, due_at = :due WHERE cancel_id = :id"
                + UNDER_WAY)
        .param("due", Timestamps.of(dueAt))
        .param("id", id)
        .update();
  }

  /** Ends it; whether nobody did before. */
  public boolean end(UUID id, Cancel.State state, String code, Instant now) {
    return jdbc.sql(
                "UPDATE payment.cancel SET state = :state, code = :code, account = NULL, ended_at ="
                    + " :now WHERE cancel_id = :id"
                    + UNDER_WAY)
            .param("state", state.name())
            .param("code", code)
            .param("now", Timestamps.of(now))
            .param("id", id)
            .update()
        == 1;
  }

  /** Makes those of an order be taken up now. */
  public void hasten(UUID order, Instant now) {
    jdbc.sql(
            "UPDATE payment.cancel SET due_at = LEAST(due_at, :now) WHERE order_id = :order"
                + UNDER_WAY)
        .param("now", Timestamps.of(now))
        .param("order", order)
        .update();
  }

  private static Cancel read(ResultSet row, int number) throws SQLException {
    return new Cancel(
        row.getObject("cancel_id", UUID.class),
        row.getObject("order_id", UUID.class),
        row.getObject("member_id", UUID.class),
        Cancel.Purpose.valueOf(row.getString("purpose")),
        row.getString("payment_key"),
        row.getObject("amount", Long.class),
        row.getString("reason"),
        row.getBytes("account"),
        Cancel.State.valueOf(row.getString("state")),
        row.getInt("generation"),
        row.getObject("guard", Long.class),
        row.getString("code"),
        row.getInt("looks"),
        Timestamps.read(row, "made_at"),
        Timestamps.readAbsent(row, "sent_at"),
        Timestamps.readAbsent(row, "ended_at"));
  }
}
