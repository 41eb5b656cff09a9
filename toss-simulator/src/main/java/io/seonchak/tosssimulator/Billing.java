package io.seonchak.tosssimulator;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** Cards registered for paying by one tap. Each in the caller's transaction. */
@Component
class Billing {

  /** The one card the gateway's tests take, as somebody measured. */
  static final String GOOD_CARD = "9410001234567890";

  private static final String BAD_BIN = "433012";
  private static final int CUSTOMER_KEY_MAX = 300;
  private static final long INSTALMENTS_FROM = 50_000;

  private final JdbcClient jdbc;
  private final Deals deals;
  private final Webhooks webhooks;
  private final Names names;

  Billing(JdbcClient jdbc, Deals deals, Webhooks webhooks, Names names) {
    this.jdbc = jdbc;
    this.deals = deals;
    this.webhooks = webhooks;
    this.names = names;
  }

  /** What a buyer's window was opened with. */
  record Auth(String authKey, String customerKey, Window window, boolean pressed, boolean used) {}

  private record Key(String billingKey, String customerKey, boolean usable, boolean removed) {}

  String openAuth(String customerKey, Window window) {
    String key = "bln_" + names.signs(40);
    jdbc.sql(
            "INSERT INTO toss_simulator.billing_auth (auth_key, customer_key, window_json)"
                + " VALUES (?, ?, ?)")
        .params(key, customerKey, window.text())
        .update();
    return key;
  }

  Optional<Auth> auth(String authKey) {
    return jdbc.sql(
            "SELECT auth_key, customer_key, window_json, pressed, used_at FROM"
                + " toss_simulator.billing_auth WHERE auth_key = ? FOR UPDATE")
        .param(authKey)
        .query(
            (row, n) ->
                new Auth(
                    row.getString(1),
                    row.getString(2),
                    Window.of(row.getString(3)),
                    row.getBoolean(4),
                    row.getObject(5) != null))
        .optional();
  }

  void press(String authKey) {
    jdbc.sql("UPDATE toss_simulator.billing_auth SET pressed = true WHERE auth_key = ?")
        .param(authKey)
        .update();
  }

  /** By what the window brought back; once. */
  JsonNode issue(Asked asked, Instant now) {
    String authKey = asked.text("authKey", 300);
    String customer = customerKey(asked);
    Auth auth = auth(authKey).orElseThrow(() -> Refusal.of(Code.INVALID_BILLING_AUTH));
    if (auth.used() || (auth.window().buyerPresses() && !auth.pressed())) {
      throw Refusal.of(Code.INVALID_BILLING_AUTH);
    }
    if (!auth.customerKey().equals(customer)) {
      throw Refusal.of(Code.NOT_MATCHES_CUSTOMER_KEY);
    }
    jdbc.sql("UPDATE toss_simulator.billing_auth SET used_at = ? WHERE auth_key = ?")
        .params(now.atOffset(ZoneOffset.UTC), authKey)
        .update();
    return add(customer, GOOD_CARD, true, now);
  }

  /** By the card's own number, as shops with a contract may. */
  JsonNode issueByCard(Asked asked, Instant now) {
    String customer = customerKey(asked);
    String card = asked.text("cardNumber", 20);
    asked.text("cardExpirationYear", 2);
    asked.text("cardExpirationMonth", 2);
    asked.text("customerIdentityNumber", 10);
    if (!card.matches("[0-9]{14,19}") || card.startsWith(BAD_BIN)) {
      throw Refusal.of(Code.INVALID_CARD_NUMBER);
    }
    return add(customer, card, card.equals(GOOD_CARD), now);
  }

  JsonNode charge(String billingKey, Asked asked, Instant now) {
    String customer = customerKey(asked);
    long amount = asked.amount("amount");
    String order = asked.orderId();
    String name = asked.text("orderName", 100);
    Long months = asked.wholeOrNone("cardInstallmentPlan", 0, 12);
    Key key = usable(billingKey);
    if (!key.customerKey().equals(customer)) {
      throw Refusal.of(Code.NOT_MATCHES_CUSTOMER_KEY);
    }
    if (!key.usable()) {
      throw Refusal.of(Code.NOT_SUPPORTED_CARD_TYPE);
    }
    if (amount < Way.CARD.amountMin()) {
      throw Refusal.of(Code.BELOW_MINIMUM_AMOUNT);
    }
    if (months != null && (months == 1 || (months > 0 && amount < INSTALMENTS_FROM))) {
      throw Refusal.of(Code.INVALID_CARD_INSTALLMENT_PLAN);
    }
    if (deals.taken(order)) {
      throw Refusal.of(Code.DUPLICATED_ORDER_ID);
    }
    Deal deal = Deal.opened(names.payment(now), order, name, Way.CARD, amount, Window.NONE, now);
    deal.json().put("type", "BILLING");
    deal.approve(names, now);
    deals.add(deal, now, customer);
    return deal.json();
  }

  /** Its answer has no body. */
  JsonNode remove(String billingKey, Instant now) {
    Key key = usable(billingKey);
    jdbc.sql("UPDATE toss_simulator.billing_key SET removed_at = ? WHERE billing_key = ?")
        .params(now.atOffset(ZoneOffset.UTC), key.billingKey())
        .update();
    ObjectNode hook = Json.object();
    hook.put("eventType", "BILLING_DELETED");
    ObjectNode data = hook.putObject("data");
    data.put("billingKey", key.billingKey());
    data.put("reason", "API");
    webhooks.add(List.of(hook), now);
    return MissingNode.getInstance();
  }

  private Key usable(String billingKey) {
    Key key =
        jdbc.sql(
                "SELECT billing_key, customer_key, usable, removed_at FROM"
                    + " toss_simulator.billing_key WHERE billing_key = ? FOR UPDATE")
            .param(billingKey)
            .query(Billing::read)
            .optional()
            .orElseThrow(() -> Refusal.of(Code.INVALID_BILL_KEY_REQUEST));
    if (key.removed()) {
      throw Refusal.of(Code.ALREADY_REMOVED_BILLING_KEY);
    }
    return key;
  }

  private ObjectNode add(String customer, String number, boolean usable, Instant now) {
    String key = names.signs(43) + "=";
    String masked = number.substring(0, 8) + "****" + number.substring(12, 15) + "*";
    ObjectNode json = Json.object();
    json.put("mId", "seonchaksim");
    json.put("customerKey", customer);
    json.put("authenticatedAt", Json.seoul(now));
    json.put("method", "카드");
    json.put("billingKey", key);
    json.put("cardCompany", "현대");
    json.put("cardNumber", masked);
    ObjectNode card = json.putObject("card");
    card.put("issuerCode", "61");
    card.put("acquirerCode", "31");
    card.put("number", masked);
    card.put("cardType", usable ? "신용" : "미확인");
    card.put("ownerType", usable ? "개인" : "미확인");
    jdbc.sql(
            "INSERT INTO toss_simulator.billing_key (billing_key, customer_key, usable, document)"
                + " VALUES (?, ?, ?, ?)")
        .params(key, customer, usable, json.toString())
        .update();
    return json;
  }

  /** Too long a key is a fault of the gateway's database, as somebody measured. */
  private static String customerKey(Asked asked) {
    @Nullable String key = asked.textOrNone("customerKey", 10_000);
    if (key == null || key.length() < 2) {
      throw Refusal.invalid("customerKey");
    }
    if (key.length() > CUSTOMER_KEY_MAX) {
      throw Refusal.of(Code.FAILED_DB_PROCESSING);
    }
    return key;
  }

  private static Key read(ResultSet row, int number) throws SQLException {
    return new Key(row.getString(1), row.getString(2), row.getBoolean(3), row.getObject(4) != null);
  }
}
