package io.seonchak.payment.store;

import io.seonchak.payment.model.Attempt;
import io.seonchak.payment.model.AttemptState;
import io.seonchak.payment.model.Means;
import io.seonchak.platform.store.Timestamps;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Attempts to pay. Each change names the states it may come from and says whether it was made, so
 * that of two who settle the same attempt one has done it.
 */
@Component
public class Attempts {

  /** Hints of one payment make it be looked at so often at most. */
  static final Duration HINTED_EVERY = Duration.ofSeconds(1);

  private static final String COLUMNS =
      "attempt_id, order_id, member_id, amount, way, payment_key, billing_key_id, order_name,"
          + " state, code, again, refunded, method, receipt_url, deposit, deposit_seen_at, looks,"
          + " made_at, sent_at, unsure_at";
  private static final String SELECT = "SELECT " + COLUMNS + " FROM payment.attempt ";
  private static final String UNDER_WAY = " AND state IN ('STARTED', 'UNKNOWN', 'WAITING')";

  private final JdbcClient jdbc;

  Attempts(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Begins one, unless another of its order lives; whether it did.
   *
   * @param dueAt when somebody looks what became of it
   */
  public boolean begin(Attempt attempt, Instant dueAt) {
    UUID card = attempt.means() instanceof Means.OneTap tap ? tap.billingKeyId() : null;
    return jdbc.sql(
                "INSERT INTO payment.attempt (attempt_id, order_id, member_id, amount, way,"
                    + " payment_key, billing_key_id, state, made_at, due_at) VALUES (:id, :order,"
                    + " :member, :amount, :way, :key, :card, 'STARTED', :now, :due)"
                    + " ON CONFLICT DO NOTHING")
            .param("id", attempt.id())
            .param("order", attempt.orderId())
            .param("member", attempt.memberId())
            .param("amount", attempt.amount())
            .param("way", way(attempt.means()))
            .param("key", attempt.paymentKey())
            .param("card", card)
            .param("now", Timestamps.of(attempt.madeAt()))
            .param("due", Timestamps.of(dueAt))
            .update()
        == 1;
  }

  /** Forgets one the gateway never heard of. */
  public void drop(UUID id) {
    jdbc.sql(
            "DELETE FROM payment.attempt WHERE attempt_id = ? AND state = 'STARTED' AND sent_at IS"
                + " NULL")
        .param(id)
        .update();
  }

  /** One by its id. */
  public Optional<Attempt> byId(UUID id) {
    return jdbc.sql(SELECT + "WHERE attempt_id = ?").param(id).query(Attempts::read).optional();
  }

  /** The order's one that lives. */
  public Optional<Attempt> live(UUID order) {
    return jdbc.sql(
            SELECT + "WHERE order_id = ? AND state IN ('STARTED', 'UNKNOWN', 'WAITING', 'DONE')")
        .param(order)
        .query(Attempts::read)
        .optional();
  }

  /** All of an order, the oldest first. */
  public List<Attempt> of(UUID order) {
    return jdbc.sql(SELECT + "WHERE order_id = ? ORDER BY made_at, attempt_id")
        .param(order)
        .query(Attempts::read)
        .list();
  }

  /** The newest of an order by that key of the gateway's. */
  public Optional<Attempt> byKey(UUID order, String paymentKey) {
    return jdbc.sql(
            SELECT
                + "WHERE order_id = ? AND payment_key = ? ORDER BY made_at DESC, attempt_id DESC"
                + " LIMIT 1")
        .params(order, paymentKey)
        .query(Attempts::read)
        .optional();
  }

  /** The order that payment was tried for. */
  public Optional<UUID> orderOf(String paymentKey) {
    return jdbc.sql("SELECT order_id FROM payment.attempt WHERE payment_key = ? LIMIT 1")
        .param(paymentKey)
        .query(UUID.class)
        .optional();
  }

  /**
   * The gateway is about to be asked, by one of those who would.
   *
   * @param dueAt when somebody looks what became of it
   */
  public boolean sending(UUID id, @Nullable String orderName, Instant now, Instant dueAt) {
    return jdbc.sql(
                "UPDATE payment.attempt SET sent_at = :now, order_name = :name, due_at = :due WHERE"
                    + " attempt_id = :id AND state = 'STARTED' AND sent_at IS NULL")
            .param("now", Timestamps.of(now))
            .param("name", orderName)
            .param("due", Timestamps.of(dueAt))
            .param("id", id)
            .update()
        == 1;
  }

  /** Nobody knows; it is looked at again at {@code dueAt}. */
  public void unsure(UUID id, Instant now, Instant dueAt) {
    jdbc.sql(
            "UPDATE payment.attempt SET state = 'UNKNOWN', unsure_at = COALESCE(unsure_at, :now),"
                + " looks = looks + 1, due_at = :due WHERE attempt_id = :id AND state IN"
                + " ('STARTED', 'UNKNOWN')")
        .param("now", Timestamps.of(now))
        .param("due", Timestamps.of(dueAt))
        .param("id", id)
        .update();
  }

  /** What is known of money that came. */
  public record Came(
      @Nullable String paymentKey, @Nullable String method, @Nullable String receipt) {}

  /** The money is there. */
  public boolean done(UUID id, Came came, Instant now) {
    return jdbc.sql(
                "UPDATE payment.attempt SET state = 'DONE', payment_key = :key, method = :method,"
                    + " receipt_url = :receipt, ended_at = :now, due_at = NULL WHERE attempt_id ="
                    + " :id"
                    + UNDER_WAY)
            .param("key", came.paymentKey())
            .param("method", came.method())
            .param("receipt", came.receipt())
            .param("now", Timestamps.of(now))
            .param("id", id)
            .update()
        == 1;
  }

  /**
   * An account was given out.
   *
   * @param deposit the account, sealed
   * @param endsAt until when somebody may pay
   */
  public boolean waiting(UUID id, Came came, byte[] deposit, Instant endsAt, Instant dueAt) {
    return jdbc.sql(
                "UPDATE payment.attempt SET state = 'WAITING', payment_key = :key, method ="
                    + " :method, deposit = :deposit, deposit_due_at = :ends, unsure_at = NULL,"
                    + " looks = 0, due_at = :due WHERE attempt_id = :id AND state IN ('STARTED',"
                    + " 'UNKNOWN')")
            .param("key", came.paymentKey())
            .param("method", came.method())
            .param("deposit", deposit)
            .param("ends", Timestamps.of(endsAt))
            .param("due", Timestamps.of(dueAt))
            .param("id", id)
            .update()
        == 1;
  }

  /** A deposit is seen since then, or is not there; it is looked at again at {@code dueAt}. */
  public void depositSeen(UUID id, @Nullable Instant since, Instant dueAt) {
    jdbc.sql(
            "UPDATE payment.attempt SET deposit_seen_at = :since, due_at = :due WHERE attempt_id ="
                + " :id AND state = 'WAITING'")
        .param("since", Timestamps.ofAbsent(since))
        .param("due", Timestamps.of(dueAt))
        .param("id", id)
        .update();
  }

  /**
   * It came to nothing.
   *
   * @param again whether the same means may be tried in a new attempt
   * @param dueAt when somebody looks whether it stays so; none for never
   */
  public boolean failed(UUID id, String code, boolean again, Instant now, @Nullable Instant dueAt) {
    return jdbc.sql(
                "UPDATE payment.attempt SET state = 'FAILED', code = :code, again = :again,"
                    + " ended_at = :now, due_at = :due WHERE attempt_id = :id"
                    + UNDER_WAY)
            .param("code", code)
            .param("again", again)
            .param("now", Timestamps.of(now))
            .param("due", Timestamps.ofAbsent(dueAt))
            .param("id", id)
            .update()
        == 1;
  }

  /** When it is looked at next; none for never. */
  public void lookAt(UUID id, @Nullable Instant dueAt) {
    jdbc.sql("UPDATE payment.attempt SET due_at = :due WHERE attempt_id = :id")
        .param("due", Timestamps.ofAbsent(dueAt))
        .param("id", id)
        .update();
  }

  /** Makes an order's attempts be looked at, soon but not without end; those never sent are not. */
  public void hinted(UUID order, @Nullable String paymentKey, Instant now) {
    jdbc.sql(
            "UPDATE payment.attempt SET hinted_at = :now, due_at = LEAST(COALESCE(due_at,"
                + " 'infinity'), GREATEST(:now, COALESCE(hinted_at, '-infinity') + CAST(:every AS"
                + " interval))) WHERE order_id = :order AND sent_at IS NOT NULL AND way <> 'FREE'"
                + " AND (CAST(:key AS text) IS NULL OR payment_key = :key)")
        .param("now", Timestamps.of(now))
        .param("every", HINTED_EVERY.toString())
        .param("order", order)
        .param("key", paymentKey)
        .update();
  }

  /** Adds to what was paid back of the order's paid one, which stays locked. */
  public void refunded(UUID order, long amount) {
    jdbc.sql(
            "UPDATE payment.attempt SET refunded = refunded + ? WHERE order_id = ? AND state ="
                + " 'DONE'")
        .params(amount, order)
        .update();
  }

  /**
   * Some of those due; nobody else gets them before {@code leasedUntil}. They may be looked at by
   * two all the same, when one takes longer: nothing rests on the lease.
   */
  public List<Attempt> takeDue(Instant now, Instant leasedUntil, int most) {
    return jdbc.sql(
            "UPDATE payment.attempt SET due_at = :until WHERE attempt_id IN (SELECT attempt_id FROM"
                + " payment.attempt WHERE due_at <= :now ORDER BY due_at LIMIT :most FOR UPDATE"
                + " SKIP LOCKED) RETURNING "
                + COLUMNS)
        .param("until", Timestamps.of(leasedUntil))
        .param("now", Timestamps.of(now))
        .param("most", most)
        .query(Attempts::read)
        .list();
  }

  private static String way(Means means) {
    return switch (means) {
      case Means.Window _ -> "WINDOW";
      case Means.OneTap _ -> "ONE_TAP";
      case Means.Free _ -> "FREE";
    };
  }

  private static Means means(ResultSet row) throws SQLException {
    return switch (row.getString("way")) {
      case "WINDOW" -> new Means.Window(Objects.requireNonNull(row.getString("payment_key")));
      case "ONE_TAP" -> new Means.OneTap(row.getObject("billing_key_id", UUID.class));
      default -> new Means.Free();
    };
  }

  private static Attempt read(ResultSet row, int number) throws SQLException {
    return new Attempt(
        row.getObject("attempt_id", UUID.class),
        row.getObject("order_id", UUID.class),
        row.getObject("member_id", UUID.class),
        row.getLong("amount"),
        means(row),
        AttemptState.valueOf(row.getString("state")),
        row.getString("payment_key"),
        row.getString("order_name"),
        row.getString("code"),
        row.getBoolean("again"),
        row.getLong("refunded"),
        row.getString("method"),
        row.getString("receipt_url"),
        row.getBytes("deposit"),
        Timestamps.readAbsent(row, "deposit_seen_at"),
        row.getInt("looks"),
        Timestamps.read(row, "made_at"),
        Timestamps.readAbsent(row, "sent_at"),
        Timestamps.readAbsent(row, "unsure_at"));
  }
}
