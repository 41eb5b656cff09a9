package io.seonchak.tosssimulator;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Payments: what a shop may do with them. Each in the caller's transaction. */
@Component
class Payments {

  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{1,20}");
  private static final int VALID_HOURS_MAX = 720;
  private static final int REASON_MAX = 200;
  private static final int NAME_MAX = 100;

  private final Deals deals;
  private final Names names;

  Payments(Deals deals, Names names) {
    this.deals = deals;
    this.names = names;
  }

  JsonNode confirm(Asked asked, Instant now) {
    String key = asked.text("paymentKey", 200);
    String order = asked.orderId();
    long amount = asked.amount("amount");
    Deal deal = deal(key, now);
    try {
      deal.confirm(order, amount, names, now);
    } finally {
      // A refused one is aborted, and stays so.
      deals.save(deal, now);
    }
    return deal.json();
  }

  JsonNode read(String paymentKey, Instant now) {
    return deal(paymentKey, now).json();
  }

  JsonNode readOrder(String orderId, Instant now) {
    return read(deals.keyOf(orderId).orElseThrow(() -> Refusal.of(Code.NOT_FOUND_PAYMENT)), now);
  }

  JsonNode cancel(String paymentKey, Asked asked, Instant now) {
    String reason = asked.text("cancelReason", REASON_MAX);
    Long amount = asked.wholeOrNone("cancelAmount", 1, Asked.AMOUNT_MAX);
    Long refundable = asked.wholeOrNone("refundableAmount", 0, Asked.AMOUNT_MAX);
    Long taxFree = asked.wholeOrNone("taxFreeAmount", 0, Asked.AMOUNT_MAX);
    String currency = asked.textOrNone("currency", 3);
    if (currency != null && !currency.equals("KRW")) {
      throw Refusal.invalid("currency");
    }
    Deal deal = deal(paymentKey, now);
    Deal.Account account = account(asked.partOrNone("refundReceiveAccount"));
    deal.cancel(
        new Deal.Cancel(reason, amount, refundable, taxFree == null ? 0 : taxFree, account),
        names,
        now);
    deals.save(deal, now);
    return deal.json();
  }

  JsonNode openAccount(Asked asked, Instant now) {
    String order = asked.orderId();
    long amount = asked.amount("amount");
    String name = asked.text("orderName", NAME_MAX);
    String customer = asked.text("customerName", NAME_MAX);
    String bank = asked.text("bank", 30);
    Long hours = asked.wholeOrNone("validHours", 1, VALID_HOURS_MAX);
    if (amount < Way.VIRTUAL_ACCOUNT.amountMin()) {
      throw Refusal.of(Code.BELOW_MINIMUM_AMOUNT);
    }
    if (deals.taken(order)) {
      throw Refusal.of(Code.DUPLICATED_ORDER_ID);
    }
    Deal deal =
        Deal.opened(names.payment(now), order, name, Way.VIRTUAL_ACCOUNT, amount, Window.NONE, now);
    Duration open = Duration.ofHours(hours == null ? Window.VALID_HOURS : hours);
    deal.awaitDeposit(customer, bank, now.plus(open), names);
    deals.add(deal, now, null);
    return deal.json();
  }

  JsonNode deposit(String paymentKey, Instant now) {
    Deal deal = deal(paymentKey, now);
    deal.deposit(names, now);
    deals.save(deal, now);
    return deal.json();
  }

  JsonNode reverseDeposit(String paymentKey, Instant now) {
    Deal deal = deal(paymentKey, now);
    deal.reverseDeposit(names, now);
    deals.save(deal, now);
    return deal.json();
  }

  Deal press(String paymentKey, Instant now) {
    Deal deal = deal(paymentKey, now);
    deal.press(now);
    deals.save(deal, now);
    return deal;
  }

  Deal abort(String paymentKey, Code code, Instant now) {
    Deal deal = deal(paymentKey, now);
    deal.abort(code);
    deals.save(deal, now);
    return deal;
  }

  Deal open(String order, String name, Way way, long amount, Window window, Instant now) {
    Deal deal = Deal.opened(names.payment(now), order, name, way, amount, window, now);
    deals.add(deal, now, null);
    return deal;
  }

  Deal deal(String paymentKey, Instant now) {
    return deals.locked(paymentKey, now).orElseThrow(() -> Refusal.of(Code.NOT_FOUND_PAYMENT));
  }

  private static Deal.@Nullable Account account(@Nullable Asked asked) {
    if (asked == null) {
      return null;
    }
    String number = asked.text("accountNumber", 40);
    if (!ACCOUNT.matcher(number).matches()) {
      throw Refusal.of(Code.INVALID_REFUND_ACCOUNT_NUMBER);
    }
    return new Deal.Account(asked.text("bank", 30), number, asked.text("holderName", 60));
  }
}
