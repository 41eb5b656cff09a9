package io.seonchak.points;

import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.contracts.points.PointsEvent;
import io.seonchak.platform.event.Outgoing;
import io.seonchak.platform.event.Received;
import io.seonchak.points.Purchase.Refund;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One batch while it is decided: begins with accounts and orders as read under their locks, takes
 * events one after the other, and ends with the transfers to book and the answers to tell. Pure;
 * used once; not thread-safe.
 *
 * <pre>
 * Reserved   holds what the newest terms name, tells Held or Refused; older terms change nothing
 * Cancelled  releases it; a Reserved that comes later is refused
 * Paid       spends what is held, and earns
 * Refunded   restores the points of what went back, and takes back what it had earned
 * </pre>
 */
final class PointsBook {

  private final PointsRules rules;
  private final Instant now;
  private final Map<UUID, Account> accounts = new HashMap<>();
  private final Map<UUID, Purchase> purchases = new HashMap<>();
  private final List<Transfer> transfers = new ArrayList<>();
  private final List<Outgoing<PointsEvent>> answers = new ArrayList<>();
  private final List<String> oddities = new ArrayList<>();

  /** A book of what was read; points whose day has come before {@code now} leave at once. */
  PointsBook(
      PointsRules rules,
      Instant now,
      Collection<Account> accounts,
      Collection<Purchase> purchases) {
    this.rules = rules;
    this.now = now;
    purchases.forEach(each -> this.purchases.put(each.order, each));
    accounts.forEach(each -> this.accounts.put(each.member(), each));
    accounts.forEach(this::settle);
  }

  private void settle(Account account) {
    Instant due = account.due();
    if (due != null) {
      expire(account, account.member(), due.toString());
    }
  }

  private void expire(Account account, UUID subject, String step) {
    if (account.expired() > 0) {
      book(account, Kind.EXPIRE, subject, step, account.expired(), null);
    }
  }

  /** Grants points that live as long as any. */
  void grant(UUID member, UUID grant, long amount, String reason) {
    var credit = new Transfer.Credit(amount, now.plus(rules.life()));
    book(account(member), new Transfer(member, Kind.GRANT, grant, "", amount, reason, credit));
  }

  /** Lets an event have its effect. */
  void hear(Received<OrderEvent> received) {
    switch (received.event()) {
      case OrderEvent.Reserved event -> reserved(purchase(event), event, received.trace());
      case OrderEvent.Cancelled event -> cancelled(purchase(event));
      case OrderEvent.Paid event -> paid(purchase(event), event);
      case OrderEvent.Refunded event -> refunded(purchase(event), event);
      case OrderEvent.Placed event -> {}
      case OrderEvent.AwaitingPayment event -> {}
      case OrderEvent.RefundRequested event -> {}
    }
  }

  private void reserved(Purchase order, OrderEvent.Reserved event, String trace) {
    if (order.paid() || event.revision() < order.revision) {
      return;
    }
    if (order.over) {
      answer(
          new PointsEvent.Refused(
              order.order, event.revision(), event.points(), spendable(order.member)),
          event.points(),
          trace);
      return;
    }
    if (event.revision() > order.revision) {
      release(order);
      hold(order, event);
    }
    answer(
        order.lacked == null
            ? new PointsEvent.Held(order.order, order.revision, order.asked)
            : new PointsEvent.Refused(order.order, order.revision, order.asked, order.lacked),
        order.asked,
        trace);
  }

  /** Only who is named answers. */
  private void answer(PointsEvent event, long asked, String trace) {
    if (asked > 0) {
      answers.add(new Outgoing<>(event, trace));
    }
  }

  private void hold(Purchase order, OrderEvent.Reserved event) {
    order.revision = event.revision();
    order.asked = event.points();
    long spendable = spendable(order.member);
    if (order.asked > spendable) {
      order.lacked = spendable;
    } else {
      order.lacked = null;
      take(order, order.asked, Integer.toString(order.revision));
    }
  }

  private void take(Purchase order, long points, String step) {
    if (points > 0) {
      book(account(order.member), Kind.HOLD, order.order, step, points, null);
      order.held = points;
    }
  }

  /**
   * What comes back from a hold whose day has come meanwhile is gone: a hold makes nothing older.
   */
  private void release(Purchase order) {
    if (order.held > 0) {
      String step = Integer.toString(order.revision);
      Account account = account(order.member);
      book(account, Kind.RELEASE, order.order, step, order.held, null);
      expire(account, order.order, step);
      order.held = 0;
    }
  }

  private void cancelled(Purchase order) {
    if (order.paid()) {
      odd("order %s is cancelled, but it was paid", order);
      return;
    }
    release(order);
    order.over = true;
  }

  private void paid(Purchase order, OrderEvent.Paid event) {
    if (order.paid()) {
      return;
    }
    if (order.over) {
      odd("order %s is paid, but it was cancelled", order);
      return;
    }
    if (order.held != event.points()) {
      odd("order %s is paid with " + event.points() + " points, but holds " + order.held, order);
      release(order);
      take(order, event.points(), "paid");
    }
    spend(order);
    earn(order, event.amount());
    order.refunds.forEach(refund -> giveBack(order, refund));
  }

  private void spend(Purchase order) {
    if (order.held > 0) {
      book(account(order.member), Kind.SPEND, order.order, "", order.held, null);
    }
    order.spent = order.held;
    order.held = 0;
  }

  private void earn(Purchase order, long amount) {
    order.paidAmount = amount;
    order.earnPercent = rules.earnPercent();
    order.earned = PointsRules.earned(amount, order.earnPercent);
    if (order.earned > 0) {
      var credit = new Transfer.Credit(order.earned, now.plus(rules.life()));
      book(account(order.member), Kind.EARN, order.order, "", order.earned, credit);
    }
  }

  private void refunded(Purchase order, OrderEvent.Refunded event) {
    var refund = new Refund(event.refundId(), event.cash(), event.points());
    boolean known = order.refunds.stream().anyMatch(each -> each.id().equals(refund.id()));
    if (known) {
      return;
    }
    order.refunds.add(refund);
    // One that came before its payment waits for it.
    if (order.paid()) {
      giveBack(order, refund);
    }
  }

  private void giveBack(Purchase order, Refund refund) {
    restore(order, refund);
    clawBack(order, refund);
  }

  private void restore(Purchase order, Refund refund) {
    long points = Math.min(refund.points(), order.spent - order.restored);
    if (points < refund.points()) {
      odd("refund " + refund.id() + " of order %s gives back more than was spent", order);
    }
    if (points > 0) {
      Account account = account(order.member);
      // Those whose day came while they were spent are given some days more.
      long late = Math.clamp(account.expiredWith(points), 0, points);
      var grace = late == 0 ? null : new Transfer.Credit(late, now.plus(PointsRules.GRACE));
      book(account, Kind.RESTORE, order.order, refund.id().toString(), points, grace);
      order.restored += points;
    }
  }

  /** Whatever was not refunded keeps what it earned, however many refunds it was. */
  private void clawBack(Purchase order, Refund refund) {
    long amount = order.paidAmount == null ? 0 : order.paidAmount;
    order.refundedCash = Math.min(amount, order.refundedCash + refund.cash());
    long kept = PointsRules.earned(amount - order.refundedCash, order.earnPercent);
    long points = order.earned - order.clawedBack - kept;
    if (points > 0) {
      Account account = account(order.member);
      book(account, Kind.CLAW_BACK, order.order, refund.id().toString(), points, null);
      order.clawedBack += points;
    }
  }

  private void book(
      Account account,
      Kind kind,
      UUID subject,
      String step,
      long amount,
      Transfer.@Nullable Credit credit) {
    book(account, new Transfer(account.member(), kind, subject, step, amount, null, credit));
  }

  private void book(Account account, Transfer transfer) {
    account.book(transfer);
    transfers.add(transfer);
  }

  private void odd(String what, Purchase order) {
    oddities.add(what.formatted(order.order));
  }

  private long spendable(UUID member) {
    return Math.max(0, account(member).available());
  }

  private Account account(UUID member) {
    Account account = accounts.get(member);
    if (account == null) {
      throw new IllegalStateException("account of member " + member + " was not locked");
    }
    return account;
  }

  private Purchase purchase(OrderEvent event) {
    Purchase purchase = purchases.get(event.orderId());
    if (purchase == null) {
      throw new IllegalStateException("order " + event.orderId() + " was not locked");
    }
    return purchase;
  }

  Collection<Account> accounts() {
    return accounts.values();
  }

  Collection<Purchase> purchases() {
    return purchases.values();
  }

  List<Transfer> transfers() {
    return List.copyOf(transfers);
  }

  List<Outgoing<PointsEvent>> answers() {
    return List.copyOf(answers);
  }

  /** What cannot be, unless somebody has made a mistake. */
  List<String> oddities() {
    return List.copyOf(oddities);
  }

  Instant now() {
    return now;
  }
}
