package io.seonchak.stock;

import io.seonchak.claims.Outcome;
import io.seonchak.claims.Outcome.No;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.problem.ProblemCode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the kernel's refusals are called over HTTP. */
final class Refusals {

  private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");

  /** The codes a claim may be refused with. */
  static final List<String> CODES =
      Stream.of(
              StockProblem.ALREADY_HELD,
              StockProblem.LIMIT_REACHED,
              StockProblem.NOT_ENOUGH,
              StockProblem.ALL_HELD,
              StockProblem.SOLD_OUT,
              StockProblem.NOT_OPEN_YET,
              StockProblem.DROP_CLOSED,
              CommonProblem.NOT_FOUND,
              CommonProblem.KEY_REUSED,
              CommonProblem.BUSY,
              CommonProblem.UNAVAILABLE,
              CommonProblem.UNAUTHENTICATED,
              CommonProblem.INVALID,
              CommonProblem.TOO_LARGE,
              CommonProblem.UNSUPPORTED_MEDIA_TYPE,
              CommonProblem.INTERNAL)
          .map(ProblemCode::name)
          .toList();

  private Refusals() {}

  /** What a refusal is called. */
  static ProblemCode code(No no) {
    return switch (no) {
      case Outcome.AlreadyHeld n -> StockProblem.ALREADY_HELD;
      case Outcome.LimitReached n -> StockProblem.LIMIT_REACHED;
      case Outcome.NotEnough n -> StockProblem.NOT_ENOUGH;
      case Outcome.AllHeld n -> StockProblem.ALL_HELD;
      case Outcome.SoldOut n -> StockProblem.SOLD_OUT;
      case Outcome.NotOpenYet n -> StockProblem.NOT_OPEN_YET;
      case Outcome.Closed n -> StockProblem.DROP_CLOSED;
      case Outcome.NoSuchPool n -> CommonProblem.NOT_FOUND;
      case Outcome.KeyReused n -> CommonProblem.KEY_REUSED;
      case Outcome.Busy n -> CommonProblem.BUSY;
      case Outcome.Unsafe n -> CommonProblem.UNAVAILABLE;
    };
  }

  /** The refusal with the facts a person needs. */
  static Problem of(No no) {
    Problem plain = Problem.of(code(no));
    return switch (no) {
      case Outcome.AlreadyHeld held -> plain.with("claimId", held.claim().toString());
      case Outcome.LimitReached limit ->
          plain.with("perMember", limit.perPerson()).with("held", limit.held());
      case Outcome.NotEnough some -> plain.with("free", some.free());
      case Outcome.SoldOut sold ->
          plain.with("cutOff", Map.of("sequence", sold.sequence(), "at", seoul(sold.at())));
      case Outcome.NotOpenYet early -> plain.with("opensAt", seoul(early.opensAt()));
      case Outcome.Closed late -> plain.with("closedAt", seoul(late.closedAt()));
      case Outcome.Busy busy -> plain.with("retryAfter", busy.retryAfter().toSeconds());
      case Outcome.Unsafe unsafe -> plain.with("why", unsafe.why());
      case Outcome.AllHeld all -> plain;
      case Outcome.NoSuchPool nowhere -> plain;
      case Outcome.KeyReused reused -> plain;
    };
  }

  /** An instant as people here read it. */
  static String seoul(Instant instant) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(OffsetDateTime.ofInstant(instant, SEOUL));
  }
}
