package io.seonchak.coupon;

import io.seonchak.contracts.coupon.CouponClient.Verdict;
import io.seonchak.contracts.coupon.CouponEvent;
import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.coupon.CouponUse.Stage;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets orders reserve, use and give back coupons, all in memory, from what was read under locks.
 * Each step has its effect once, whatever is repeated, comes late or comes before what it undoes.
 * Not thread-safe; for one batch.
 */
final class CouponBook {

  /**
   * The order's terms say another discount than the coupon takes off. Not a verdict: what was
   * quoted was right, or was not asked for.
   */
  static final String DISCOUNT_DIFFERS = "DISCOUNT_DIFFERS";

  private static final Logger log = LoggerFactory.getLogger(CouponBook.class);

  private final Map<UUID, CouponUse> uses = new HashMap<>();
  private final Map<UUID, Coupon> coupons = new HashMap<>();
  private final Set<UUID> changedUses = new HashSet<>();
  private final Set<UUID> changedCoupons = new HashSet<>();
  private final Map<UUID, Campaign> campaigns;
  private final Instant now;

  /**
   * A book of what was read.
   *
   * @param campaigns those of the coupons, by their ids
   */
  CouponBook(
      Collection<CouponUse> uses,
      Collection<Coupon> coupons,
      Map<UUID, Campaign> campaigns,
      Instant now) {
    uses.forEach(use -> this.uses.put(use.order(), use));
    coupons.forEach(coupon -> this.coupons.put(coupon.id(), coupon));
    this.campaigns = campaigns;
    this.now = now;
  }

  /** Lets an event have its effect; the answer to the order, if it waits for one. */
  @Nullable CouponEvent hear(OrderEvent event) {
    CouponUse use = uses.get(event.orderId());
    if (use == null) {
      return null;
    }
    return switch (event) {
      case OrderEvent.Reserved terms -> reserve(use, terms);
      case OrderEvent.Paid paid -> use(use, paid);
      case OrderEvent.Cancelled over -> end(use, Stage.CANCELLED);
      case OrderEvent.Refunded back -> back.full() ? end(use, Stage.REFUNDED) : null;
      case OrderEvent.Placed _, OrderEvent.AwaitingPayment _, OrderEvent.RefundRequested _ -> null;
    };
  }

  /** The uses that changed, and the coupons. */
  Collection<CouponUse> changedUses() {
    return changedUses.stream().map(id -> Objects.requireNonNull(uses.get(id))).toList();
  }

  Collection<Coupon> changedCoupons() {
    return changedCoupons.stream().map(id -> Objects.requireNonNull(coupons.get(id))).toList();
  }

  private @Nullable CouponEvent reserve(CouponUse use, OrderEvent.Reserved terms) {
    if (use.stage() != Stage.OPEN || terms.revision() < use.revision()) {
      return null;
    }
    // The same terms again: the same answer, whatever has become of the coupon meanwhile.
    CouponUse after = terms.revision() == use.revision() ? use : reserved(use, terms);
    return answer(after);
  }

  private CouponUse reserved(CouponUse use, OrderEvent.Reserved terms) {
    UUID named = terms.couponId();
    String refusal = named == null ? null : refusal(named, terms);
    if (named == null || refusal != null) {
      giveBack(use);
    } else {
      if (!named.equals(use.has())) {
        giveBack(use);
      }
      change(coupon(named).reservedFor(use.order()));
    }
    if (named == null) {
      return change(use.without(terms.revision()));
    }
    return change(
        refusal == null
            ? use.having(terms.revision(), named, terms.discount())
            : use.refused(terms.revision(), named, refusal));
  }

  private @Nullable String refusal(UUID named, OrderEvent.Reserved terms) {
    Coupon coupon = coupons.get(named);
    if (coupon == null || !coupon.member().equals(terms.memberId())) {
      return Verdict.NO_SUCH_COUPON.name();
    }
    Campaign campaign = Objects.requireNonNull(campaigns.get(coupon.campaign()));
    Verdict verdict = coupon.verdict(campaign, terms.orderId(), terms.itemsAmount(), now);
    if (verdict != Verdict.USABLE) {
      return verdict.name();
    }
    return campaign.discount().off(terms.itemsAmount()) == terms.discount()
        ? null
        : DISCOUNT_DIFFERS;
  }

  private static @Nullable CouponEvent answer(CouponUse use) {
    UUID named = use.coupon();
    if (named == null) {
      return null;
    }
    String refused = use.refused();
    return refused == null
        ? new CouponEvent.Applied(use.order(), use.revision(), named, use.discount())
        : new CouponEvent.Refused(use.order(), use.revision(), named, refused);
  }

  /** What is paid is paid: the coupon it was paid with is used, whatever was heard before. */
  private @Nullable CouponEvent use(CouponUse use, OrderEvent.Paid paid) {
    if (use.stage() != Stage.OPEN) {
      return null;
    }
    UUID named = paid.couponId();
    if (named == null || !named.equals(use.has())) {
      giveBack(use);
    }
    boolean used = named != null && used(named, paid);
    change(use.paid(used ? named : null));
    return null;
  }

  private boolean used(UUID named, OrderEvent.Paid paid) {
    Coupon coupon = coupons.get(named);
    boolean free =
        coupon != null
            && coupon.member().equals(paid.memberId())
            && (coupon.state() == CouponState.AVAILABLE || coupon.isOf(paid.orderId()));
    if (coupon == null || !free) {
      log.error("order {} was paid with coupon {}, which it did not have", paid.orderId(), named);
      return false;
    }
    change(coupon.usedFor(paid.orderId()));
    return true;
  }

  private @Nullable CouponEvent end(CouponUse use, Stage end) {
    boolean comes =
        use.stage() == Stage.OPEN || (use.stage() == Stage.PAID && end == Stage.REFUNDED);
    if (comes) {
      giveBack(use);
      change(use.over(end));
    }
    return null;
  }

  /** A coupon goes back only from the order that has it. */
  private void giveBack(CouponUse use) {
    UUID has = use.has();
    if (has != null && coupon(has).isOf(use.order())) {
      change(coupon(has).givenBack());
    }
  }

  private Coupon coupon(UUID id) {
    Coupon coupon = coupons.get(id);
    if (coupon == null) {
      throw new IllegalStateException("coupon %s was not read".formatted(id));
    }
    return coupon;
  }

  private void change(Coupon coupon) {
    coupons.put(coupon.id(), coupon);
    changedCoupons.add(coupon.id());
  }

  private CouponUse change(CouponUse use) {
    uses.put(use.order(), use);
    changedUses.add(use.order());
    return use;
  }
}
