package io.seonchak.tosssimulator;

import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A method of payment: its name in the SDK, its name on the wire, and what it costs. */
enum Way {
  CARD("카드", 100, 0.034, 0, null),
  EASY_PAY("간편결제", 100, 0.034, 0, null),
  TRANSFER("계좌이체", 200, 0.02, 0, Duration.ofDays(180)),
  VIRTUAL_ACCOUNT("가상계좌", 200, 0, 400, Duration.ofDays(365)),
  MOBILE_PHONE("휴대폰", 100, 0.035, 0, null),
  CULTURE_GIFT_CERTIFICATE("문화상품권", 100, 0.08, 0, null),
  BOOK_GIFT_CERTIFICATE("도서문화상품권", 100, 0.08, 0, null),
  GAME_GIFT_CERTIFICATE("게임문화상품권", 100, 0.08, 0, null);

  private final String literal;
  private final long amountMin;
  private final double feeShare;
  private final long feeEach;
  private final @Nullable Duration refundWithin;

  Way(String literal, long amountMin, double feeShare, long feeEach, @Nullable Duration refund) {
    this.literal = literal;
    this.amountMin = amountMin;
    this.feeShare = feeShare;
    this.feeEach = feeEach;
    this.refundWithin = refund;
  }

  /** By either name. */
  static Way of(String name) {
    return Arrays.stream(values())
        .filter(way -> way.name().equals(name) || way.literal.equals(name))
        .findFirst()
        .orElseThrow(() -> Refusal.invalid("method"));
  }

  String literal() {
    return literal;
  }

  long amountMin() {
    return amountMin;
  }

  @Nullable Duration refundWithin() {
    return refundWithin;
  }

  /** What the gateway keeps of an amount, without VAT, in won; negative for what went back. */
  long feeSupply(long amount) {
    return Math.round(amount * feeShare) + Long.signum(amount) * feeEach;
  }
}
