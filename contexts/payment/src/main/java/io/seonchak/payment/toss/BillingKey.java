package io.seonchak.payment.toss;

import java.time.OffsetDateTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A card registered for paying by one tap. The key is as good as the card: it is not printed. */
public record BillingKey(
    String billingKey,
    String customerKey,
    @Nullable String mId,
    @Nullable OffsetDateTime authenticatedAt,
    Payment.@Nullable Method method,
    @Nullable String cardCompany,
    @Nullable String cardNumber,
    Payment.@Nullable Card card) {

  /** Without its names it is none. */
  public BillingKey {
    Objects.requireNonNull(billingKey, "billingKey");
    Objects.requireNonNull(customerKey, "customerKey");
  }

  @Override
  public String toString() {
    return "BillingKey[method=%s, company=%s]".formatted(method, cardCompany);
  }
}
