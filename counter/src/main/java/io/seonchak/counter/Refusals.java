package io.seonchak.counter;

import io.seonchak.claims.Outcome;
import io.seonchak.claims.Outcome.No;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.problem.ProblemCode;
import io.seonchak.platform.time.Seoul;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the kernel's refusals are called over HTTP. */
public final class Refusals {

  /** The codes a claim may be refused with. */
  static final List<String> CODES =
      Stream.of(
              ClaimProblem.ALREADY_HELD,
              ClaimProblem.LIMIT_REACHED,
              ClaimProblem.NOT_ENOUGH,
              ClaimProblem.ALL_HELD,
              ClaimProblem.SOLD_OUT,
              ClaimProblem.NOT_OPEN_YET,
              ClaimProblem.DROP_CLOSED,
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
  public static ProblemCode code(No no) {
    return switch (no) {
      case Outcome.AlreadyHeld n -> ClaimProblem.ALREADY_HELD;
      case Outcome.LimitReached n -> ClaimProblem.LIMIT_REACHED;
      case Outcome.NotEnough n -> ClaimProblem.NOT_ENOUGH;
      case Outcome.AllHeld n -> ClaimProblem.ALL_HELD;
      case Outcome.SoldOut n -> ClaimProblem.SOLD_OUT;
      case Outcome.NotOpenYet n -> ClaimProblem.NOT_OPEN_YET;
      case Outcome.Closed n -> ClaimProblem.DROP_CLOSED;
      case Outcome.NothingToWaitFor n -> ClaimProblem.NOTHING_TO_WAIT_FOR;
      case Outcome.WaitingListFull n -> ClaimProblem.WAITING_LIST_FULL;
      case Outcome.NoSuchPool n -> CommonProblem.NOT_FOUND;
      case Outcome.KeyReused n -> CommonProblem.KEY_REUSED;
      case Outcome.Busy n -> CommonProblem.BUSY;
      case Outcome.Unsafe n -> CommonProblem.UNAVAILABLE;
    };
  }

  /** The refusal with the facts a person needs. */
  public static Problem of(No no) {
    Problem plain = Problem.of(code(no));
    return switch (no) {
      case Outcome.AlreadyHeld held -> plain.with("claimId", held.claim().toString());
      case Outcome.LimitReached limit ->
          plain.with("perMember", limit.perPerson()).with("held", limit.held());
      case Outcome.NotEnough some -> plain.with("free", some.free());
      case Outcome.SoldOut sold ->
          plain.with("cutOff", Map.of("sequence", sold.sequence(), "at", Seoul.text(sold.at())));
      case Outcome.NotOpenYet early -> plain.with("opensAt", Seoul.text(early.opensAt()));
      case Outcome.Closed late -> plain.with("closedAt", Seoul.text(late.closedAt()));
      case Outcome.Busy busy -> plain.with("retryAfter", busy.retryAfter().toSeconds());
      case Outcome.Unsafe unsafe -> plain.with("why", unsafe.why());
      case Outcome.NothingToWaitFor free -> plain.with("free", free.free());
      case Outcome.WaitingListFull full -> plain.with("lengthMax", full.lengthMax());
      case Outcome.AllHeld all -> plain;
      case Outcome.NoSuchPool nowhere -> plain;
      case Outcome.KeyReused reused -> plain;
    };
  }
}
