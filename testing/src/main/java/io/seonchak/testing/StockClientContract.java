package io.seonchak.testing;

import static io.seonchak.contracts.stock.StockClient.POOLS_MAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seonchak.contracts.stock.StockClient;
import io.seonchak.contracts.stock.StockClient.ClaimFacts;
import io.seonchak.contracts.stock.StockClient.Extend;
import io.seonchak.contracts.stock.StockClient.Extended;
import io.seonchak.contracts.stock.StockClient.Held;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What everybody may rely on who asks the stock: the provider, its proxy and the fake keep it. */
public abstract class StockClientContract {

  private static final Extended OVER = new Extended(Held.OVER, null);
  private static final Duration LONGER = Duration.ofMinutes(31);
  private static final Duration LONGEST = Duration.ofMinutes(33);

  /**
   * Units that are held for less than {@link #LONGER}.
   *
   * @param poolIds of which one each
   */
  public record Units(UUID claimId, UUID memberId, List<UUID> poolIds) {}

  /** The client that is tried. */
  protected abstract StockClient client();

  /** Holds units of everyday stock, of two pools, for an order. */
  protected abstract Units ordered() throws Exception;

  /** Grants a unit of a drop. */
  protected abstract Units claimed() throws Exception;

  /** Takes a drop's unit back that was granted. */
  protected abstract void release(Units units) throws Exception;

  /** Makes an order's units final. */
  protected abstract void finish(Units units) throws Exception;

  /** For subclasses. */
  protected StockClientContract() {}

  @Test
  void whatNobodyClaimedIsNotThereAndNotHeld() throws Exception {
    Units units = ordered();
    for (UUID nothing : List.of(UUID.randomUUID(), new UUID(0, 0))) {
      assertThat(client().claim(nothing)).isEmpty();
      assertThat(extend(nothing, units.poolIds(), LONGER)).isEqualTo(OVER);
    }
  }

  @Test
  void anOrderIsHeldOnlyWhileAllOfItIs() throws Exception {
    Units units = ordered();
    UUID held = units.poolIds().getFirst();
    UUID anothers = claimed().poolIds().getFirst();

    for (UUID other : List.of(anothers, UUID.randomUUID())) {
      assertThat(extend(units.claimId(), List.of(held, other), LONGER)).isEqualTo(OVER);
      assertThat(extend(units.claimId(), List.of(other, held), LONGER)).isEqualTo(OVER);
    }
    assertThat(extend(units.claimId(), List.of(held), LONGER).held()).isEqualTo(Held.HELD);
  }

  @Test
  void unitsAreHeldUntilThenAndAskingAgainChangesNothing() throws Exception {
    for (Units units : List.of(ordered(), claimed())) {
      Instant until = Instant.now().plus(LONGER);
      Extended extended = client().extend(units.claimId(), new Extend(units.poolIds(), until));

      assertThat(extended.held()).isEqualTo(Held.HELD);
      assertThat(extended.until()).isBetween(until.minusMillis(1), until);
      assertThat(client().extend(units.claimId(), new Extend(units.poolIds(), until)))
          .isEqualTo(extended);
    }
  }

  @Test
  void nothingIsShortenedHoweverEarlyTheWish() throws Exception {
    Units units = ordered();
    Extended extended = extend(units, LONGER);

    assertThat(extend(units, Duration.ofMinutes(1))).isEqualTo(extended);
    for (Instant early : List.of(Instant.EPOCH, Instant.MIN)) {
      assertThat(client().extend(units.claimId(), new Extend(units.poolIds(), early)))
          .isEqualTo(extended);
    }
  }

  @Test
  void nothingIsHeldLongerThanItsTermsAllowHoweverLateTheWish() throws Exception {
    Units units = claimed();
    Instant bound = Instant.now().plus(LONGEST);
    for (Instant late : List.of(bound.plus(Duration.ofDays(1)), Instant.MAX)) {
      Extended extended = client().extend(units.claimId(), new Extend(units.poolIds(), late));

      assertThat(extended.held()).isEqualTo(Held.HELD);
      assertThat(extended.until()).isBetween(Instant.now(), bound);
    }
  }

  @Test
  void aPoolThatIsNamedTwiceIsOne() throws Exception {
    Units units = claimed();
    List<UUID> often = Stream.generate(units.poolIds()::getFirst).limit(POOLS_MAX + 1).toList();

    assertThat(extend(units.claimId(), often, LONGER).held()).isEqualTo(Held.HELD);
  }

  @Test
  void noPoolsAndMoreThanAnOrderHasAreRefused() throws Exception {
    UUID claim = claimed().claimId();
    List<UUID> many = Stream.generate(UUID::randomUUID).limit(POOLS_MAX + 1).toList();
    List<UUID> most = many.subList(0, POOLS_MAX);

    for (List<UUID> wrong : List.of(List.<UUID>of(), many)) {
      assertThatThrownBy(() -> extend(claim, wrong, LONGER)).isInstanceOf(RuntimeException.class);
    }
    assertThat(extend(claim, most, LONGER)).isEqualTo(OVER);
  }

  @Test
  void whatCameBackIsOverForGood() throws Exception {
    Units units = claimed();
    release(units);

    assertThat(extend(units, LONGER)).isEqualTo(OVER);
    assertThat(extend(units, Duration.ZERO)).isEqualTo(OVER);
  }

  @Test
  void whatIsFinalIsHeldWithoutADeadline() throws Exception {
    Units units = ordered();
    finish(units);

    assertThat(extend(units, LONGER)).isEqualTo(new Extended(Held.HELD, null));
    assertThat(extend(units, LONGER)).isEqualTo(new Extended(Held.HELD, null));
  }

  @Test
  void aDropsClaimIsToldWholeLiveOrOverAndAnOrdersIsNone() throws Exception {
    Units units = claimed();
    var facts = new ClaimFacts(units.claimId(), units.poolIds().getFirst(), units.memberId());

    assertThat(client().claim(ordered().claimId())).isEmpty();
    assertThat(client().claim(units.claimId())).contains(facts);
    release(units);
    assertThat(client().claim(units.claimId())).contains(facts);
  }

  private Extended extend(Units units, Duration longer) {
    return extend(units.claimId(), units.poolIds(), longer);
  }

  private Extended extend(UUID claim, List<UUID> pools, Duration longer) {
    return client().extend(claim, new Extend(pools, Instant.now().plus(longer)));
  }
}
