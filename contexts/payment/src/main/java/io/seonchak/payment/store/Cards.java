package io.seonchak.payment.store;

import io.seonchak.payment.model.Card;
import io.seonchak.platform.store.Timestamps;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Cards registered for paying by one tap. */
@Component
public class Cards {

  private static final String SELECT =
      "SELECT billing_key_id, member_id, state, sealed, company, tail, looks FROM"
          + " payment.billing_key ";

  private final JdbcClient jdbc;

  Cards(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** How many a member has or is getting; he gets no other meanwhile. */
  public int countLocked(UUID member) {
    jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))")
        .param("billing keys " + member)
        .query((row, n) -> true)
        .single();
    return jdbc.sql(
            "SELECT count(*) FROM payment.billing_key WHERE member_id = ? AND state IN ('ISSUING',"
                + " 'ACTIVE')")
        .param(member)
        .query(Integer.class)
        .single();
  }

  /** One that is being issued. */
  public void issuing(UUID member, UUID id, Instant now) {
    jdbc.sql(
            "INSERT INTO payment.billing_key (billing_key_id, member_id, state, made_at) VALUES"
                + " (:id, :member, 'ISSUING', :now)")
        .param("id", id)
        .param("member", member)
        .param("now", Timestamps.of(now))
        .update();
  }

  /** It may be paid with. */
  public void issued(UUID id, byte[] sealed, @Nullable String company, @Nullable String tail) {
    jdbc.sql(
            "UPDATE payment.billing_key SET state = 'ACTIVE', sealed = :sealed, company = :company,"
                + " tail = :tail WHERE billing_key_id = :id AND state = 'ISSUING'")
        .param("sealed", sealed)
        .param("company", company)
        .param("tail", tail)
        .param("id", id)
        .update();
  }

  /** The gateway gave none. */
  public void notIssued(UUID id) {
    jdbc.sql("DELETE FROM payment.billing_key WHERE billing_key_id = ? AND state = 'ISSUING'")
        .param(id)
        .update();
  }

  /** Gives up those whose request was never finished. */
  public int forgetUnfinished(Instant before) {
    return jdbc.sql("DELETE FROM payment.billing_key WHERE state = 'ISSUING' AND made_at < ?")
        .param(Timestamps.of(before))
        .update();
  }

  /** One of a member's. */
  public Optional<Card> of(UUID member, UUID id) {
    return jdbc.sql(SELECT + "WHERE billing_key_id = ? AND member_id = ?")
        .params(id, member)
        .query(Cards::read)
        .optional();
  }

  /** A member's that may be paid with, the newest first. */
  public List<Card> active(UUID member) {
    return jdbc.sql(
            SELECT
                + "WHERE member_id = ? AND state = 'ACTIVE' ORDER BY made_at DESC, billing_key_id"
                + " DESC")
        .param(member)
        .query(Cards::read)
        .list();
  }

  /** Its owner gives it up: it is paid with no more, and the gateway is told. */
  public boolean leaving(UUID member, UUID id, Instant now) {
    return jdbc.sql(
                "UPDATE payment.billing_key SET state = 'LEAVING', due_at = :now WHERE"
                    + " billing_key_id = :id AND member_id = :member AND state = 'ACTIVE'")
            .param("now", Timestamps.of(now))
            .param("id", id)
            .param("member", member)
            .update()
        == 1;
  }

  /** It is gone; its key is forgotten. */
  public void gone(UUID id, Instant now) {
    jdbc.sql(
            "UPDATE payment.billing_key SET state = 'GONE', sealed = NULL, company = NULL, tail ="
                + " NULL, gone_at = :now, due_at = NULL WHERE billing_key_id = :id AND state <>"
                + " 'GONE'")
        .param("now", Timestamps.of(now))
        .param("id", id)
        .update();
  }

  /** Some that the gateway is to forget; nobody else gets them before then. */
  public List<Card> takeLeaving(Instant now, Instant leasedUntil, int most) {
    return jdbc.sql(
            "UPDATE payment.billing_key SET due_at = :until, looks = looks + 1 WHERE"
                + " billing_key_id IN (SELECT billing_key_id FROM payment.billing_key WHERE state ="
                + " 'LEAVING' AND due_at <= :now ORDER BY due_at LIMIT :most FOR UPDATE SKIP"
                + " LOCKED) RETURNING billing_key_id, member_id, state, sealed, company, tail,"
                + " looks")
        .param("until", Timestamps.of(leasedUntil))
        .param("now", Timestamps.of(now))
        .param("most", most)
        .query(Cards::read)
        .list();
  }

  /** Not now: it is taken up again at {@code dueAt}. */
  public void later(UUID id, Instant dueAt) {
    jdbc.sql(
            "UPDATE payment.billing_key SET due_at = :due WHERE billing_key_id = :id AND state ="
                + " 'LEAVING'")
        .param("due", Timestamps.of(dueAt))
        .param("id", id)
        .update();
  }

  private static Card read(ResultSet row, int number) throws SQLException {
    return new Card(
        row.getObject("billing_key_id", UUID.class),
        row.getObject("member_id", UUID.class),
        Card.State.valueOf(row.getString("state")),
        row.getBytes("sealed"),
        row.getString("company"),
        row.getString("tail"),
        row.getInt("looks"));
  }
}
