package io.seonchak.coupon;

import io.seonchak.platform.money.Won;
import io.seonchak.platform.web.Fields;
import org.jspecify.annotations.Nullable;

/** Reads what sellers send of a campaign's discount. */
final class CampaignForm {

  private static final Discount NONE = new Discount.Amount(1);

  private CampaignForm() {}

  record NewDiscount(@Nullable Long amount, @Nullable Long percent, @Nullable Long max) {}

  /** What was given; whatever is wrong with it is said to {@code fields}. */
  static Discount discount(Fields fields, @Nullable NewDiscount given) {
    if (given == null || (given.amount == null) == (given.percent == null)) {
      boolean both = given != null && given.amount != null;
      fields.require(false, "discount", both ? "both" : "neither", "either amount or percent");
      return NONE;
    }
    return given.percent == null ? amount(fields, given) : percent(fields, given);
  }

  private static Discount amount(Fields fields, NewDiscount given) {
    fields.require(given.max == null, "discount.max", "an amount's", "only with percent");
    return new Discount.Amount(fields.number("discount.amount", given.amount, 1, Won.MAX));
  }

  private static Discount percent(Fields fields, NewDiscount given) {
    long percent = fields.number("discount.percent", given.percent, 1, 100);
    if (given.max != null) {
      fields.number("discount.max", given.max, 1, Won.MAX);
    }
    return new Discount.Percent((int) percent, given.max);
  }
}
