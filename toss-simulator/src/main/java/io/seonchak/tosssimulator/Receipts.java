package io.seonchak.tosssimulator;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Cash receipts. Each in the caller's transaction. */
@Component
class Receipts {

  private static final int PAGE_MAX = 5_000;
  private static final Set<String> TYPES = Set.of("소득공제", "지출증빙");

  private final JdbcClient jdbc;
  private final Names names;

  Receipts(JdbcClient jdbc, Names names) {
    this.jdbc = jdbc;
    this.names = names;
  }

  private record Row(long no, long left, ObjectNode json) {}

  JsonNode issue(Asked asked, Instant now) {
    long amount = asked.amount("amount");
    String order = asked.orderId();
    String type = asked.text("type", 10);
    String number = asked.text("customerIdentityNumber", 30);
    if (!TYPES.contains(type)) {
      throw Refusal.invalid("type");
    }
    ObjectNode json = Json.object();
    json.put("receiptKey", names.signs(24));
    json.put("orderId", order);
    json.put("orderName", asked.text("orderName", 100));
    json.put("type", type);
    json.put("issueNumber", names.digits(9));
    json.put("receiptUrl", "https://dashboard.tosspayments.com/receipt/cash");
    json.put("transactionType", "CONFIRM");
    json.put("amount", amount);
    json.put("taxFreeAmount", 0);
    json.put("issueStatus", "COMPLETED");
    json.putNull("failure");
    json.put("customerIdentityNumber", masked(number));
    json.put("requestedAt", Json.seoul(now));
    jdbc.sql(
            "INSERT INTO toss_simulator.cash_receipt (receipt_key, requested_on, left_over,"
                + " document) VALUES (?, ?, ?, ?)")
        .params(
            json.path("receiptKey").asString(),
            LocalDate.ofInstant(now, Json.SEOUL),
            amount,
            json.toString())
        .update();
    return json;
  }

  JsonNode cancel(String receiptKey, Asked asked, Instant now) {
    Row row =
        jdbc.sql(
                "SELECT no, left_over, document FROM toss_simulator.cash_receipt"
                    + " WHERE receipt_key = ? FOR UPDATE")
            .param(receiptKey)
            .query((r, n) -> new Row(r.getLong(1), r.getLong(2), Json.read(r.getString(3))))
            .optional()
            .orElseThrow(() -> Refusal.invalid("receiptKey"));
    Long asks = asked.wholeOrNone("amount", 1, Asked.AMOUNT_MAX);
    long amount = asks == null ? row.left() : asks;
    if (row.left() == 0) {
      throw Refusal.of(Code.ALREADY_CANCELED_PAYMENT);
    }
    if (amount > row.left()) {
      throw Refusal.of(Code.NOT_CANCELABLE_AMOUNT);
    }
    ObjectNode json = row.json();
    json.put("transactionType", "CANCEL");
    json.put("amount", amount);
    json.put("requestedAt", Json.seoul(now));
    jdbc.sql("UPDATE toss_simulator.cash_receipt SET left_over = ?, document = ? WHERE no = ?")
        .params(row.left() - amount, json.toString(), row.no())
        .update();
    return json;
  }

  JsonNode page(String day, long cursor, int limit) {
    if (limit < 1 || limit > PAGE_MAX || cursor < 0) {
      throw Refusal.invalid("limit");
    }
    List<Row> rows =
        jdbc.sql(
                "SELECT no, left_over, document FROM toss_simulator.cash_receipt WHERE requested_on"
                    + " = ? AND no > ? ORDER BY no LIMIT ?")
            .params(day(day), cursor, limit + 1)
            .query((r, n) -> new Row(r.getLong(1), r.getLong(2), Json.read(r.getString(3))))
            .list();
    boolean more = rows.size() > limit;
    List<Row> shown = more ? rows.subList(0, limit) : rows;
    ObjectNode json = Json.object();
    json.put("hasNext", more);
    json.put("lastCursor", shown.isEmpty() ? cursor : shown.getLast().no());
    ArrayNode data = json.putArray("data");
    shown.forEach(row -> data.add(row.json()));
    return json;
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw Refusal.invalid("requestDate");
    }
  }

  private static String masked(String number) {
    return number.length() < 6
        ? "*".repeat(number.length())
        : number.substring(0, 3)
            + "*".repeat(number.length() - 5)
            + number.substring(number.length() - 2);
  }
}
