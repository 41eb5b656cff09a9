package io.seonchak.tosssimulator;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The payments' tables. */
@Component
class Deals {

  private static final int EXPIRED_AT_ONCE = 200;
  private static final int PAID_OUT_AFTER_DAYS = 2;
  private static final String SELECT =
      "SELECT document, window_json, ends_at FROM toss_simulator.payment ";

  private final JdbcClient jdbc;
  private final Webhooks webhooks;

  Deals(JdbcClient jdbc, Webhooks webhooks) {
    this.jdbc = jdbc;
    this.webhooks = webhooks;
  }

  /** One, locked until the transaction ends; what is overdue has ended. */
  Optional<Deal> locked(String paymentKey, Instant now) {
    Optional<Deal> found =
        jdbc.sql(SELECT + "WHERE payment_key = ? FOR UPDATE")
            .param(paymentKey)
            .query(Deals::read)
            .optional();
    found.filter(deal -> deal.expire(now)).ifPresent(deal -> save(deal, now));
    return found;
  }

  /** The key of an order's payment: the one that was captured, else the newest. */
  Optional<String> keyOf(String orderId) {
    return jdbc.sql(
            "SELECT payment_key FROM toss_simulator.payment WHERE order_id = ?"
                + " ORDER BY captured DESC, no DESC LIMIT 1")
        .param(orderId)
        .query(String.class)
        .optional();
  }

  /** Whether an order has been paid for or given an account; two who ask at once wait in line. */
  boolean taken(String orderId) {
    jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended(?, 1))")
        .param(orderId)
        .query((row, n) -> 0)
        .single();
    return jdbc.sql(
            "SELECT EXISTS (SELECT FROM toss_simulator.payment WHERE order_id = ? AND status IN"
                + " ('DONE', 'WAITING_FOR_DEPOSIT', 'CANCELED', 'PARTIAL_CANCELED'))")
        .param(orderId)
        .query(Boolean.class)
        .single();
  }

  /** Adds one. */
  void add(Deal deal, Instant now, @Nullable String customerKey) {
    jdbc.sql(
            "INSERT INTO toss_simulator.payment (payment_key, order_id, status, captured, ends_at,"
                + " window_json, document) VALUES (?, ?, ?, ?, ?, ?, ?)")
        .param(1, deal.paymentKey())
        .param(2, deal.orderId())
        .param(3, deal.status().name())
        .param(4, deal.captured())
        .param(5, utc(deal.endsAt()))
        .param(6, deal.window().text())
        .param(7, deal.json().toString())
        .update();
    noted(deal, now, customerKey);
  }

  /** Writes what has changed. */
  void save(Deal deal, Instant now) {
    jdbc.sql(
            "UPDATE toss_simulator.payment SET status = ?, captured = ?, ends_at = ?, document = ?"
                + " WHERE payment_key = ?")
        .param(1, deal.status().name())
        .param(2, deal.captured())
        .param(3, utc(deal.endsAt()))
        .param(4, deal.json().toString())
        .param(5, deal.paymentKey())
        .update();
    noted(deal, now, null);
  }

  /** Ends some of what is overdue; how many. */
  @Transactional
  public int expireDue(Instant now) {
    List<Deal> due =
        jdbc.sql(SELECT + "WHERE ends_at <= ? ORDER BY ends_at LIMIT ? FOR UPDATE SKIP LOCKED")
            .params(now.atOffset(ZoneOffset.UTC), EXPIRED_AT_ONCE)
            .query(Deals::read)
            .list();
    for (Deal deal : due) {
      deal.expire(now);
      save(deal, now);
    }
    return due.size();
  }

  private void noted(Deal deal, Instant now, @Nullable String customerKey) {
    deal.movements().forEach(movement -> add(deal, movement, now, customerKey));
    deal.movements().clear();
    webhooks.add(deal.told(), now);
    deal.told().clear();
  }

  private void add(Deal deal, Deal.Movement moved, Instant now, @Nullable String customerKey) {
    LocalDate sold = LocalDate.ofInstant(now, Json.SEOUL);
    jdbc.sql(
            "INSERT INTO toss_simulator.movement (transaction_key, payment_key, order_id, method,"
                + " status, amount, customer_key, reason, approved_at, moved_at, sold_on,"
                + " paid_out_on) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .param(1, moved.transactionKey())
        .param(2, deal.paymentKey())
        .param(3, deal.orderId())
        .param(4, deal.way().literal())
        .param(5, moved.status())
        .param(6, moved.amount())
        .param(7, customerKey)
        .param(8, moved.reason())
        .param(9, utc(deal.captured() ? deal.approvedAt() : now))
        .param(10, utc(now))
        .param(11, sold)
        .param(12, paidOut(sold))
        .update();
  }

  /** Two business days later; the gateway's holidays are not known here. */
  private static LocalDate paidOut(LocalDate sold) {
    LocalDate day = sold;
    for (int business = 0; business < PAID_OUT_AFTER_DAYS; ) {
      day = day.plusDays(1);
      if (day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY) {
        business++;
      }
    }
    return day;
  }

  private static Deal read(ResultSet row, int number) throws SQLException {
    OffsetDateTime endsAt = row.getObject("ends_at", OffsetDateTime.class);
    return new Deal(
        Json.read(row.getString("document")),
        Window.of(row.getString("window_json")),
        endsAt == null ? null : endsAt.toInstant());
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant at) {
    return at == null ? null : at.atOffset(ZoneOffset.UTC);
  }
}
