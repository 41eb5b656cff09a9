package io.seonchak.order.web;

import io.seonchak.contracts.order.OrderEvent.RefundAccount;
import io.seonchak.order.application.Wish;
import io.seonchak.order.application.Wish.Item;
import io.seonchak.order.model.Order.CancelWish.Wanted;
import io.seonchak.order.store.ShipTo;
import io.seonchak.platform.money.Won;
import io.seonchak.platform.web.Fields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what members send of orders. */
final class OrderForm {

  private static final int NAME_MAX = 50;
  private static final int ADDRESS_MAX = 100;
  private static final int MEMO_MAX = 200;
  private static final int REASON_MAX = 200;
  private static final int HOLDER_MAX = 60;

  /** No line has more units, whatever it came from. */
  private static final int REFUNDED_MAX = 10_000;

  private static final Pattern PHONE = Pattern.compile("\\+?[0-9][0-9-]{7,18}");
  private static final Pattern ZIP = Pattern.compile("[0-9]{5}");
  private static final Pattern BANK = Pattern.compile("[0-9A-Za-z가-힣]{2,20}");
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{6,20}");

  private OrderForm() {}

  record NewLine(@Nullable UUID productId, @Nullable UUID variantId, @Nullable Long quantity) {}

  record Address(
      @Nullable String name,
      @Nullable String phone,
      @Nullable String zip,
      @Nullable String line1,
      @Nullable String line2,
      @Nullable String memo) {}

  record NewOrder(
      @Nullable List<@Nullable NewLine> lines,
      @Nullable UUID couponId,
      @Nullable Long points,
      @Nullable Address shipTo,
      @Nullable Long expectedTotal) {}

  record NewTerms(
      @Nullable UUID couponId,
      @Nullable Long points,
      @Nullable Address shipTo,
      @Nullable Long expectedTotal) {}

  record Returned(@Nullable UUID lineId, @Nullable Long quantity) {}

  record Account(
      @Nullable String bank, @Nullable String accountNumber, @Nullable String holderName) {}

  record NewCancel(
      @Nullable String reason,
      @Nullable List<@Nullable Returned> lines,
      @Nullable Account refundAccount) {}

  /** An order of named lines. */
  static Wish order(NewOrder request) {
    var fields = new Fields();
    List<@Nullable NewLine> given = request.lines();
    fields.require(given != null && !given.isEmpty(), "lines", "missing", "1 to " + Wish.LINES_MAX);
    return wish(fields, given == null ? List.of() : given, Wish.LINES_MAX, terms(request));
  }

  /** An order of a wishlist; lines name variants and quantities of some of it. */
  static Wish wishlist(NewOrder request) {
    List<@Nullable NewLine> given = request.lines();
    return wish(new Fields(), given == null ? List.of() : given, Wish.WISHES_MAX, terms(request));
  }

  /** Other terms of an order that is there. */
  static Wish terms(NewTerms request) {
    return wish(new Fields(), List.of(), 0, request);
  }

  private static NewTerms terms(NewOrder request) {
    return new NewTerms(
        request.couponId(), request.points(), request.shipTo(), request.expectedTotal());
  }

  private static Wish wish(
      Fields fields, List<@Nullable NewLine> given, int linesMax, NewTerms terms) {
    List<Item> items = items(fields, given, linesMax);
    long points = terms.points() == null ? 0 : fields.number("points", terms.points(), 0, Won.MAX);
    ShipTo shipTo = terms.shipTo() == null ? null : shipTo(fields, terms.shipTo());
    if (terms.expectedTotal() != null) {
      fields.number("expectedTotal", terms.expectedTotal(), 0, Won.MAX);
    }
    fields.orRefuse();
    return new Wish(items, terms.couponId(), points, shipTo, terms.expectedTotal());
  }

  private static List<Item> items(Fields fields, List<@Nullable NewLine> given, int linesMax) {
    fields.require(given.size() <= linesMax, "lines", given.size(), "at most " + linesMax);
    List<Item> items = new ArrayList<>();
    for (NewLine each : given.subList(0, Math.min(given.size(), linesMax))) {
      UUID product = each == null ? null : each.productId();
      fields.require(product != null, "lines.productId", "missing", "a product's id");
      long quantity =
          fields.number(
              "lines.quantity", each == null ? null : each.quantity(), 1, Wish.QUANTITY_MAX);
      if (each != null && product != null) {
        items.add(new Item(product, each.variantId(), (int) quantity));
      }
    }
    return items;
  }

  private static ShipTo shipTo(Fields fields, Address given) {
    String phone = given.phone() == null ? "" : given.phone();
    String zip = given.zip() == null ? "" : given.zip();
    fields.require(
        PHONE.matcher(phone).matches(), "shipTo.phone", "no phone number", "8 to 20 digits");
    fields.require(ZIP.matcher(zip).matches(), "shipTo.zip", "no postal code", "5 digits");
    return new ShipTo(
        fields.text("shipTo.name", given.name(), NAME_MAX),
        phone,
        zip,
        fields.text("shipTo.line1", given.line1(), ADDRESS_MAX),
        optional(fields, "shipTo.line2", given.line2(), ADDRESS_MAX),
        optional(fields, "shipTo.memo", given.memo(), MEMO_MAX));
  }

  private static String optional(Fields fields, String field, @Nullable String value, int max) {
    return value == null || value.isBlank() ? "" : fields.text(field, value, max);
  }

  /**
   * What is to be given back, and why.
   *
   * @param lines empty for all
   */
  record Cancel(String reason, List<Wanted> lines, @Nullable RefundAccount account) {}

  static Cancel cancel(NewCancel request) {
    var fields = new Fields();
    String reason = fields.text("reason", request.reason(), REASON_MAX);
    List<Wanted> lines = returned(fields, request.lines());
    RefundAccount account =
        request.refundAccount() == null ? null : account(fields, request.refundAccount());
    fields.orRefuse();
    return new Cancel(reason, lines, account);
  }

  private static List<Wanted> returned(Fields fields, @Nullable List<@Nullable Returned> given) {
    if (given == null) {
      return List.of();
    }
    fields.require(
        !given.isEmpty() && given.size() <= Wish.WISHES_MAX,
        "lines",
        given.size(),
        "1 to %d, or none for all".formatted(Wish.WISHES_MAX));
    List<Wanted> lines = new ArrayList<>();
    Set<UUID> ids = new HashSet<>();
    for (Returned each : given.subList(0, Math.min(given.size(), Wish.WISHES_MAX))) {
      UUID line = each == null ? null : each.lineId();
      fields.require(line != null, "lines.lineId", "missing", "a line's id");
      long quantity =
          fields.number("lines.quantity", each == null ? null : each.quantity(), 1, REFUNDED_MAX);
      if (line != null) {
        fields.require(ids.add(line), "lines.lineId", line, "each line once");
        lines.add(new Wanted(line, (int) quantity));
      }
    }
    return lines;
  }

  private static RefundAccount account(Fields fields, Account given) {
    String bank = given.bank() == null ? "" : given.bank();
    String number = given.accountNumber() == null ? "" : given.accountNumber();
    // What was sent is not repeated: it is somebody's account.
    fields.require(
        BANK.matcher(bank).matches(), "refundAccount.bank", "no bank", "a bank's code or name");
    fields.require(
        ACCOUNT.matcher(number).matches(),
        "refundAccount.accountNumber",
        "no account number",
        "6 to 20 digits");
    return new RefundAccount(
        bank, number, fields.text("refundAccount.holderName", given.holderName(), HOLDER_MAX));
  }
}
