package io.seonchak.tosssimulator;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What moved, and what is paid out for it. The real gateway settles live keys only; here it is made
 * up from the same movements: a share or a fixed sum, a tenth of it as VAT, two business days
 * later.
 */
@Component
class Books {

  private static final int PAGE_MAX = 5_000;
  private static final int VAT_DIVISOR = 10;
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String SELECT =
      "SELECT transaction_key, payment_key, order_id, method, status, amount, customer_key, reason,"
          + " approved_at, moved_at, sold_on, paid_out_on FROM toss_simulator.movement ";

  private final JdbcClient jdbc;

  Books(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  private record Row(
      String transactionKey,
      String paymentKey,
      String orderId,
      String method,
      String status,
      long amount,
      @Nullable String customerKey,
      @Nullable String reason,
      Instant approvedAt,
      Instant movedAt,
      LocalDate soldOn,
      LocalDate paidOutOn) {}

  /** Oldest first. */
  JsonNode transactions(String from, String to, String after, int limit) {
    bounded("limit", limit, PAGE_MAX);
    List<Row> rows =
        jdbc.sql(
                SELECT
                    + "WHERE moved_at >= ? AND moved_at <= ? AND no > coalesce((SELECT no FROM"
                    + " toss_simulator.movement WHERE transaction_key = ?), 0) ORDER BY no LIMIT ?")
            .params(moment("startDate", from), moment("endDate", to), after, limit)
            .query(Books::read)
            .list();
    ArrayNode page = JSON.createArrayNode();
    rows.forEach(row -> page.add(transaction(row)));
    return page;
  }

  /** By the day it was sold, or the day it is paid out. */
  JsonNode settlements(String from, String to, String dateType, int page, int size) {
    bounded("size", size, PAGE_MAX);
    bounded("page", page, 1_000_000);
    String column =
        switch (dateType) {
          case "soldDate" -> "sold_on";
          case "paidOutDate" -> "paid_out_on";
          default -> throw Refusal.invalid("dateType");
        };
    List<Row> rows =
        jdbc.sql(SELECT + "WHERE " + column + " BETWEEN ? AND ? ORDER BY no OFFSET ? LIMIT ?")
            .params(day("startDate", from), day("endDate", to), (page - 1L) * size, size)
            .query(Books::read)
            .list();
    ArrayNode settled = JSON.createArrayNode();
    rows.forEach(row -> settled.add(settlement(row)));
    return settled;
  }

  /** Pays out one payment today. */
  JsonNode settleNow(String paymentKey, Instant now) {
    int moved =
        jdbc.sql("UPDATE toss_simulator.movement SET paid_out_on = ? WHERE payment_key = ?")
            .params(LocalDate.ofInstant(now, Json.SEOUL), paymentKey)
            .update();
    if (moved == 0) {
      throw Refusal.of(Code.NOT_FOUND_PAYMENT);
    }
    return Json.object().put("result", true);
  }

  private static ObjectNode transaction(Row row) {
    ObjectNode json = Json.object();
    json.put("mId", "seonchaksim");
    json.put("transactionKey", row.transactionKey());
    json.put("paymentKey", row.paymentKey());
    json.put("orderId", row.orderId());
    json.put("method", row.method());
    json.put("customerKey", row.customerKey());
    json.put("useEscrow", false);
    json.put("receiptUrl", "https://dashboard.tosspayments.com/receipt");
    json.put("status", row.status());
    json.put("transactionAt", Json.seoul(row.movedAt()));
    json.put("currency", "KRW");
    json.put("amount", row.amount());
    return json;
  }

  private static ObjectNode settlement(Row row) {
    long supply = Way.of(row.method()).feeSupply(row.amount());
    long vat = Math.round((double) supply / VAT_DIVISOR);
    ObjectNode json = Json.object();
    json.put("mId", "seonchaksim");
    json.put("paymentKey", row.paymentKey());
    json.put("transactionKey", row.transactionKey());
    json.put("orderId", row.orderId());
    json.put("currency", "KRW");
    json.put("method", row.method());
    json.put("amount", row.amount());
    json.put("interestFee", 0);
    ObjectNode fee = json.putArray("fees").addObject();
    fee.put("type", "BASE");
    fee.put("fee", supply + vat);
    json.put("supplyAmount", supply);
    json.put("vat", vat);
    json.put("payOutAmount", row.amount() - supply - vat);
    json.put("approvedAt", Json.seoul(row.approvedAt()));
    json.put("soldDate", row.soldOn().toString());
    json.put("paidOutDate", row.paidOutOn().toString());
    if (row.amount() < 0) {
      ObjectNode cancel = json.putObject("cancel");
      cancel.put("cancelAmount", -row.amount());
      cancel.put("cancelReason", row.reason());
      cancel.put("canceledAt", Json.seoul(row.movedAt()));
      cancel.put("transactionKey", row.transactionKey());
    } else {
      json.putNull("cancel");
    }
    return json;
  }

  private static void bounded(String field, int value, int max) {
    if (value < 1 || value > max) {
      throw Refusal.invalid(field);
    }
  }

  private static OffsetDateTime moment(String field, String text) {
    try {
      return LocalDateTime.parse(text).atZone(Json.SEOUL).toOffsetDateTime();
    } catch (DateTimeParseException e) {
      throw Refusal.invalid(field);
    }
  }

  private static LocalDate day(String field, String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw Refusal.invalid(field);
    }
  }

  private static Row read(ResultSet row, int number) throws SQLException {
    return new Row(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getLong(6),
        row.getString(7),
        row.getString(8),
        row.getObject(9, OffsetDateTime.class).toInstant(),
        row.getObject(10, OffsetDateTime.class).toInstant(),
        row.getObject(11, LocalDate.class),
        row.getObject(12, LocalDate.class));
  }
}
