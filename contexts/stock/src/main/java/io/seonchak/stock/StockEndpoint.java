package io.seonchak.stock;

import io.seonchak.claims.ClaimId;
import io.seonchak.claims.ClaimState;
import io.seonchak.claims.Claims;
import io.seonchak.claims.Command;
import io.seonchak.claims.Outcome;
import io.seonchak.claims.PoolId;
import io.seonchak.contracts.stock.StockClient;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.web.Fields;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.RestController;

/**
 * What other contexts ask. In their process they call it directly, from another over HTTP; the
 * addresses stand in {@link StockClient}.
 */
@RestController
class StockEndpoint implements StockClient {

  /** Longer than anything is held; the kernel's microseconds do not reach as far as an Instant. */
  private static final Instant FAR = Instant.parse("9999-12-31T00:00:00Z");

  private final Claims claims;
  private final JdbcClient jdbc;

  StockEndpoint(Claims claims, JdbcClient jdbc) {
    this.claims = claims;
    this.jdbc = jdbc;
  }

  @Override
  public Extended extend(UUID claimId, Extend wish) {
    List<UUID> pools = wish.poolIds().stream().distinct().toList();
    new Fields()
        .require(
            !pools.isEmpty() && pools.size() <= POOLS_MAX,
            "poolIds",
            pools.size(),
            "1 to " + POOLS_MAX)
        .orRefuse();
    var claim = new ClaimId(claimId);
    Instant until = within(wish.until());
    List<Command> commands =
        pools.stream()
            .<Command>map(pool -> new Command.Extend(new PoolId(pool), claim, until))
            .toList();
    return together(claims.execute(commands));
  }

  private static Instant within(Instant wished) {
    return wished.isBefore(Instant.EPOCH) ? Instant.EPOCH : earlier(FAR, wished);
  }

  /** An order is held while all of it is; one pool that gave its units back ends it. */
  private Extended together(List<Outcome> outcomes) {
    Instant until = null;
    for (Outcome outcome : outcomes) {
      switch (outcome) {
        case Outcome.Extended held -> until = earlier(until, held.deadline());
        case Outcome.WrongState state when state.state() == ClaimState.CONFIRMED -> {}
        case Outcome.WrongState gone -> {
          return over();
        }
        case Outcome.NoSuchClaim nowhere -> {
          return over();
        }
        case Outcome.NoSuchPool nowhere -> {
          return over();
        }
        case Outcome.Busy busy -> throw Problem.of(CommonProblem.BUSY);
        case Outcome.Unsafe unsafe -> throw Problem.of(CommonProblem.UNAVAILABLE);
        case Outcome other ->
            throw new IllegalStateException("an extension was answered with " + other);
      }
    }
    // Past its time and at its bound: it may be given back at any moment, so nobody may pay for it.
    return until != null && !until.isAfter(claims.now()) ? over() : new Extended(Held.HELD, until);
  }

  private static Extended over() {
    return new Extended(Held.OVER, null);
  }

  private static Instant earlier(@Nullable Instant one, Instant other) {
    return one == null || other.isBefore(one) ? other : one;
  }

  @Override
  public Optional<ClaimFacts> claim(UUID claimId) {
    return jdbc.sql(
            "SELECT c.claim_id, c.pool_id, c.person FROM stock.claim c"
                + " JOIN stock.drop d ON d.drop_id = c.pool_id WHERE c.claim_id = ?")
        .param(claimId)
        .query(
            (row, number) ->
                new ClaimFacts(
                    row.getObject(1, UUID.class),
                    row.getObject(2, UUID.class),
                    row.getObject(3, UUID.class)))
        .optional();
  }
}
