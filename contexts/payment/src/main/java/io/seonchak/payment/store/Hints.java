package io.seonchak.payment.store;

import io.seonchak.platform.store.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What webhooks say, until it was looked at; and which of them were seen. */
@Component
public class Hints {

  /** So many of one order wait at most: whoever forges them gains no more. */
  static final int OF_ORDER_MAX = 20;

  /** The gateway repeats a webhook for four days. */
  static final Duration SEEN_KEPT = Duration.ofDays(8);

  private static final int FORGOTTEN_AT_ONCE = 5_000;

  private final JdbcClient jdbc;

  Hints(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A payment of an order that is no attempt's. */
  public record Hint(UUID orderId, String paymentKey, int looks) {

    @Override
    public String toString() {
      return "Hint[order=%s]".formatted(orderId);
    }
  }

  /** Notes a transmission; whether it was not seen before. */
  public boolean first(String transmission, Instant now) {
    return jdbc.sql(
                "INSERT INTO payment.webhook (transmission_id, seen_at) VALUES (?, ?) ON CONFLICT"
                    + " DO NOTHING")
            .params(transmission, Timestamps.of(now))
            .update()
        == 1;
  }

  /** Notes a payment to be looked at. */
  public void add(UUID order, String paymentKey, Instant now) {
    jdbc.sql(
            "INSERT INTO payment.hint (order_id, payment_key, due_at) SELECT :order, :key, :now"
                + " WHERE (SELECT count(*) FROM payment.hint WHERE order_id = :order) < :most"
                + " ON CONFLICT DO NOTHING")
        .param("order", order)
        .param("key", paymentKey)
        .param("now", Timestamps.of(now))
        .param("most", OF_ORDER_MAX)
        .update();
  }

  /** Some of those due; nobody else gets them before then. */
  public List<Hint> takeDue(Instant now, Instant leasedUntil, int most) {
    return jdbc.sql(
            "UPDATE payment.hint SET due_at = :until, looks = looks + 1 WHERE (order_id,"
                + " payment_key) IN (SELECT order_id, payment_key FROM payment.hint WHERE due_at <="
                + " :now ORDER BY due_at LIMIT :most FOR UPDATE SKIP LOCKED) RETURNING order_id,"
                + " payment_key, looks")
        .param("until", Timestamps.of(leasedUntil))
        .param("now", Timestamps.of(now))
        .param("most", most)
        .query((row, n) -> new Hint(row.getObject(1, UUID.class), row.getString(2), row.getInt(3)))
        .list();
  }

  /** It was looked at. */
  public void remove(Hint hint) {
    jdbc.sql("DELETE FROM payment.hint WHERE order_id = ? AND payment_key = ?")
        .params(hint.orderId(), hint.paymentKey())
        .update();
  }

  /** Forgets some transmissions that will not be repeated; how many. */
  public int forgetSome(Instant now) {
    return jdbc.sql(
            "DELETE FROM payment.webhook WHERE transmission_id IN (SELECT transmission_id FROM"
                + " payment.webhook WHERE seen_at < ? ORDER BY seen_at LIMIT ?)")
        .params(Timestamps.of(now.minus(SEEN_KEPT)), FORGOTTEN_AT_ONCE)
        .update();
  }
}
