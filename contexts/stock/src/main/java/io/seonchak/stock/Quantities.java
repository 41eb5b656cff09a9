package io.seonchak.stock;

import io.seonchak.claims.Claims;
import io.seonchak.claims.Command;
import io.seonchak.claims.Outcome;
import io.seonchak.claims.PoolId;
import io.seonchak.counter.ClaimProblem;
import io.seonchak.counter.Refusals;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.web.Fields;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Changing how many there are, of a drop or of everyday stock. */
@Component
class Quantities {

  /** The most units of one pool. */
  static final int MAX = 10_000_000;

  private final Claims claims;

  Quantities(Claims claims) {
    this.claims = claims;
  }

  /**
   * Sets it.
   *
   * @throws Problem when it is out of range or below what is held or sold
   */
  void change(PoolId pool, @Nullable Long wanted) {
    var fields = new Fields();
    long quantity = fields.number("quantity", wanted, 0, MAX);
    fields.orRefuse();
    Outcome outcome = claims.execute(new Command.ChangeCapacity(pool, (int) quantity));
    if (outcome instanceof Outcome.CapacityBelowLive below) {
      throw Problem.of(ClaimProblem.CAPACITY_BELOW_LIVE).with("live", below.live());
    }
    if (outcome instanceof Outcome.No no) {
      throw Refusals.of(no);
    }
  }
}
