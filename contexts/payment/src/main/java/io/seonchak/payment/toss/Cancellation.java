package io.seonchak.payment.toss;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Pays back, all or some of it.
 *
 * @param cancelReason 1 to 200 characters
 * @param cancelAmount in won, at least 1; none for all that is left
 * @param refundableAmount what must be left before it, in won, else nothing is done: two who pay
 *     back at once cannot both
 * @param taxFreeAmount of it, in won
 * @param refundReceiveAccount for a deposit that was paid in, and only then
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Cancellation(
    String cancelReason,
    @Nullable Long cancelAmount,
    @Nullable Long refundableAmount,
    @Nullable Long taxFreeAmount,
    @Nullable RefundAccount refundReceiveAccount) {

  private static final int REASON_MAX = 200;

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException naming the field
   */
  public Cancellation {
    Bounds.text("cancelReason", cancelReason, REASON_MAX);
    if (cancelAmount != null) {
      Bounds.amount("cancelAmount", cancelAmount, 1);
    }
    if (refundableAmount != null) {
      Bounds.amount("refundableAmount", refundableAmount, 1);
      Bounds.require(
          cancelAmount == null || cancelAmount <= refundableAmount,
          "cancelAmount",
          String.valueOf(cancelAmount),
          "at most " + refundableAmount);
    }
    if (taxFreeAmount != null) {
      Bounds.amount("taxFreeAmount", taxFreeAmount, 0);
    }
  }

  /** All that is left. */
  public static Cancellation full(String reason) {
    return new Cancellation(reason, null, null, null, null);
  }

  /**
   * A part.
   *
   * @param refundable what must be left before it, in won
   */
  public static Cancellation part(String reason, long amount, long refundable) {
    return new Cancellation(reason, amount, refundable, null, null);
  }

  /** The same, to an account. */
  public Cancellation to(RefundAccount account) {
    return new Cancellation(cancelReason, cancelAmount, refundableAmount, taxFreeAmount, account);
  }

  /**
   * Where a deposit goes back to.
   *
   * @param bank code or name
   * @param accountNumber at most 20 digits
   * @param holderName at most 60 characters
   */
  public record RefundAccount(String bank, String accountNumber, String holderName) {

    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{1,20}");
    private static final int HOLDER_MAX = 60;

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException naming the field
     */
    public RefundAccount {
      Bounds.bank(bank);
      Bounds.require(
          ACCOUNT.matcher(accountNumber).matches(), "accountNumber", "not one", "1 to 20 digits");
      Bounds.text("holderName", holderName, HOLDER_MAX);
    }

    @Override
    public String toString() {
      return "RefundAccount[bank=%s]".formatted(bank);
    }
  }
}
