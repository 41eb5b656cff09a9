package io.seonchak.testing;

import io.seonchak.contracts.stock.StockClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A stock for tests of those who ask it: it holds what it was told to hold. Thread-safe; not final,
 * for the guard of calls proxies it.
 */
public class InMemoryStock implements StockClient {

  /** Nothing is held longer than this after it was granted. */
  public static final Duration HELD_MAX = Duration.ofMinutes(32);

  private final Clock clock;
  private final Map<UUID, Claim> claims = new ConcurrentHashMap<>();
  private final List<Instant> asked = new CopyOnWriteArrayList<>();

  private enum State {
    HELD,
    FINAL,
    OVER
  }

  private record Unit(State state, Instant grantedAt, Instant until) {

    Unit as(State next) {
      return new Unit(next, grantedAt, until);
    }

    Unit heldUntil(Instant wished) {
      Instant bound = grantedAt.plus(HELD_MAX);
      Instant asked = wished.isAfter(bound) ? bound : wished.truncatedTo(ChronoUnit.MICROS);
      return asked.isAfter(until) ? new Unit(state, grantedAt, asked) : this;
    }
  }

  /**
   * Who has units of which pools.
   *
   * @param drop the one pool of a drop's claim; null of an order's
   */
  private record Claim(UUID member, @Nullable UUID drop, Map<UUID, Unit> units) {}

  /** Makes a stock that holds nothing. */
  public InMemoryStock(Clock clock) {
    this.clock = clock;
  }

  /** Grants a member a unit of a drop. */
  public void grant(UUID claimId, UUID dropId, UUID memberId, Instant until) {
    claims.put(
        claimId, new Claim(memberId, dropId, Map.of(dropId, new Unit(State.HELD, now(), until))));
  }

  /** Holds units of everyday stock for an order. */
  public void reserve(UUID orderId, UUID memberId, Collection<UUID> pools, Instant until) {
    Map<UUID, Unit> units = new HashMap<>();
    pools.forEach(pool -> units.put(pool, new Unit(State.HELD, now(), until)));
    claims.put(orderId, new Claim(memberId, null, Map.copyOf(units)));
  }

  /** Takes a claim's units back. */
  public void release(UUID claimId) {
    become(claimId, State.OVER);
  }

  /** Makes a claim's units final. */
  public void finish(UUID claimId) {
    become(claimId, State.FINAL);
  }

  /** Until when it was asked to hold something, in that order. */
  public List<Instant> asked() {
    return List.copyOf(asked);
  }

  private void become(UUID claimId, State next) {
    change(claimId, unit -> unit.as(next));
  }

  private void change(UUID claimId, UnaryOperator<Unit> change) {
    claims.computeIfPresent(
        claimId,
        (id, claim) -> {
          Map<UUID, Unit> units = new HashMap<>(claim.units());
          units.replaceAll((pool, unit) -> change.apply(unit));
          return new Claim(claim.member(), claim.drop(), Map.copyOf(units));
        });
  }

  @Override
  public Extended extend(UUID claimId, Extend wish) {
    List<UUID> pools = wish.poolIds();
    long different = pools.stream().distinct().count();
    if (different == 0 || different > POOLS_MAX) {
      throw new IllegalArgumentException(
          "pools: %d (expected: 1 to %d)".formatted(different, POOLS_MAX));
    }
    asked.add(wish.until());
    change(claimId, unit -> unit.heldUntil(wish.until()));
    Claim claim = claims.get(claimId);
    return claim == null || !claim.units().keySet().containsAll(pools)
        ? over()
        : answer(
            pools.stream().flatMap(pool -> Stream.ofNullable(claim.units().get(pool))).toList());
  }

  /** An order is held while all of it is. */
  private Extended answer(List<Unit> units) {
    if (units.stream().anyMatch(unit -> unit.state() == State.OVER)) {
      return over();
    }
    Optional<Instant> earliest =
        units.stream()
            .filter(unit -> unit.state() == State.HELD)
            .map(Unit::until)
            .min(Instant::compareTo);
    return earliest.filter(until -> !until.isAfter(now())).isPresent()
        ? over()
        : new Extended(Held.HELD, earliest.orElse(null));
  }

  private static Extended over() {
    return new Extended(Held.OVER, null);
  }

  private Instant now() {
    return clock.instant();
  }

  @Override
  public Optional<ClaimFacts> claim(UUID claimId) {
    return Optional.ofNullable(claims.get(claimId))
        .flatMap(
            claim ->
                Optional.ofNullable(claim.drop())
                    .map(drop -> new ClaimFacts(claimId, drop, claim.member())));
  }
}
