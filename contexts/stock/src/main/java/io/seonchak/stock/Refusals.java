package io.seonchak.stock;

import io.seonchak.claims.Outcome;
import io.seonchak.claims.Outcome.No;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/** What the kernel's refusals are called over HTTP. */
final class Refusals {

  private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");

  private Refusals() {}

  static Problem of(No no) {
    return switch (no) {
      case Outcome.AlreadyHeld held ->
          Problem.of(StockProblem.ALREADY_HELD).with("claimId", held.claim().toString());
      case Outcome.LimitReached limit ->
          Problem.of(StockProblem.LIMIT_REACHED)
              .with("perMember", limit.perPerson())
              .with("held", limit.held());
      case Outcome.NotEnough some -> Problem.of(StockProblem.NOT_ENOUGH).with("free", some.free());
      case Outcome.AllHeld all -> Problem.of(StockProblem.ALL_HELD);
      case Outcome.SoldOut sold ->
          Problem.of(StockProblem.SOLD_OUT)
              .with("cutOff", Map.of("sequence", sold.sequence(), "at", seoul(sold.at())));
      case Outcome.NotOpenYet early ->
          Problem.of(StockProblem.NOT_OPEN_YET).with("opensAt", seoul(early.opensAt()));
      case Outcome.Closed late ->
          Problem.of(StockProblem.DROP_CLOSED).with("closedAt", seoul(late.closedAt()));
      case Outcome.NoSuchPool nowhere -> Problem.of(CommonProblem.NOT_FOUND);
      case Outcome.KeyReused reused -> Problem.of(CommonProblem.KEY_REUSED);
      case Outcome.Busy busy ->
          Problem.of(CommonProblem.BUSY).with("retryAfter", busy.retryAfter().toSeconds());
      case Outcome.Unsafe unsafe -> Problem.of(CommonProblem.UNAVAILABLE).with("why", unsafe.why());
    };
  }

  /** An instant as people here read it. */
  static String seoul(Instant instant) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(OffsetDateTime.ofInstant(instant, SEOUL));
  }
}
