package io.seonchak.order.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seonchak.contracts.order.OrderEvent.RefundAccount;
import io.seonchak.order.model.Order.CancelWish;
import io.seonchak.order.model.Order.Cancelling;
import io.seonchak.order.model.Order.NotNow;
import io.seonchak.order.model.Order.NotRefundable;
import io.seonchak.order.model.Order.Taken;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Cancelling before a payment, and giving back after it. A refund never exceeds what was taken. */
final class Refunds {

  private Refunds() {}

  static Cancelling cancel(Order order, CancelWish wish, Instant now) {
    var turn = new Turn(order, now);
    return switch (order.stand().status()) {
      case RESERVING, AWAITING_PAYMENT, PAYING ->
          wish.lines().isEmpty() ? beforePayment(turn) : new NotNow(turn.status());
      case PAID, PARTIALLY_REFUNDED -> giveBack(turn, wish);
      case REFUNDING, REFUNDED, CANCELLED -> new NotNow(turn.status());
    };
  }

  private static Cancelling beforePayment(Turn turn) {
    if (turn.status() != Status.PAYING) {
      turn.cancel(Reason.BY_MEMBER);
    } else if (!turn.order().paying().cancelAsked()) {
      Paying paying = turn.order().paying();
      turn.become(
          turn.order().with(new Paying(paying.attempt(), paying.depositDue(), true, null, null)));
      turn.note(Mark.CANCEL_ASKED);
      Payments.endUnlessCharged(turn);
    }
    return new Taken(turn.end());
  }

  private static Cancelling giveBack(Turn turn, CancelWish wish) {
    List<Part> parts = new ArrayList<>();
    for (CancelWish.Wanted wanted : wish.lines()) {
      Optional<Line> line = turn.order().line(wanted.line());
      int left = line.map(Line::left).orElse(0);
      if (line.isEmpty() || wanted.quantity() < 1 || wanted.quantity() > left) {
        return new NotRefundable(wanted.line(), left);
      }
      parts.add(line.get().part(wanted.quantity()));
    }
    request(
        turn,
        wish.refund(),
        Refund.Kind.MEMBER,
        wish.reason(),
        wish.account(),
        parts.isEmpty() ? rest(turn.order()) : parts);
    return new Taken(turn.end());
  }

  private static List<Part> rest(Order order) {
    return order.lines().stream()
        .filter(line -> !line.over())
        .map(line -> line.part(line.left()))
        .toList();
  }

  private static void request(
      Turn turn,
      UUID id,
      Refund.Kind kind,
      String reason,
      @Nullable RefundAccount account,
      List<Part> parts) {
    var refund =
        new Refund(
            id,
            kind,
            Refund.State.REQUESTED,
            parts.stream().mapToLong(Part::cash).sum(),
            parts.stream().mapToLong(Part::points).sum(),
            reason,
            account,
            turn.now(),
            null,
            parts);
    turn.become(turn.order().with(refund));
    turn.become(Status.REFUNDING);
    turn.note(Mark.REFUND_ASKED, refund.cash());
    if (refund.cash() == 0) {
      finish(turn, refund, turn.now());
    } else {
      turn.tell(turn.order().asked(refund));
    }
  }

  static void done(Turn turn, Fact.RefundDone done) {
    Optional<Refund> found = byId(turn.order(), done.refund());
    if (found.isEmpty() || !payable(turn.order(), found.get())) {
      return;
    }
    if (found.get().kind() == Refund.Kind.LATE_APPROVAL) {
      turn.become(turn.order().with(found.get().ended(Refund.State.DONE, done.at())));
      turn.note(Mark.MONEY_RETURNED, done.amount());
    } else {
      finish(turn, found.get(), done.at());
    }
  }

  private static void finish(Turn turn, Refund refund, Instant at) {
    Refund done = refund.ended(Refund.State.DONE, at);
    List<Line> lines = new ArrayList<>();
    for (Line line : turn.order().lines()) {
      Line left = line;
      for (Part part : done.parts()) {
        left = part.line().equals(line.id()) ? left.without(part) : left;
      }
      lines.add(left);
    }
    turn.become(turn.order().with(done).withLines(lines));
    turn.become(turn.order().over() ? Status.REFUNDED : Status.PARTIALLY_REFUNDED);
    turn.tell(turn.order().asRefunded(done));
    turn.note(Mark.REFUNDED, done.cash());
    restIfLost(turn);
  }

  static void refused(Turn turn, Fact.RefundRefused refused) {
    Optional<Refund> found = byId(turn.order(), refused.refund());
    if (found.isEmpty() || found.get().state() != Refund.State.REQUESTED) {
      return;
    }
    turn.become(turn.order().with(found.get().ended(Refund.State.REFUSED, turn.now())));
    turn.note(Mark.REFUND_REFUSED, refused.code());
    if (turn.status() == Status.REFUNDING) {
      boolean some = turn.order().lines().stream().anyMatch(line -> line.back().quantity() > 0);
      turn.become(some ? Status.PARTIALLY_REFUNDED : Status.PAID);
    }
  }

  /** A payment that went through when all was over goes back whole, once for the attempt. */
  static void late(Turn turn, Fact.Approved approved) {
    if (approved.amount() == 0) {
      return;
    }
    UUID id = UUID.nameUUIDFromBytes(("late " + approved.attempt()).getBytes(UTF_8));
    String reason = "주문이 이미 끝나 자동으로 환불합니다.";
    var refund =
        new Refund(
            id,
            Refund.Kind.LATE_APPROVAL,
            Refund.State.REQUESTED,
            approved.amount(),
            0,
            reason,
            null,
            turn.now(),
            null,
            List.of());
    turn.become(turn.order().with(refund));
    turn.tell(turn.order().asked(refund));
    turn.note(Mark.LATE_APPROVAL, approved.amount());
  }

  /** Who has paid and gets no goods gets his money back, without asking for it. */
  static void goodsLost(Turn turn, Fact.UnitsOver over) {
    boolean had =
        turn.order().lines().stream()
            .anyMatch(line -> line.pool().equals(over.pool()) && !line.over());
    // Units of a paid order come back by its refunds; that they expire is what must not happen.
    if (had && over.reason().equals("EXPIRED")) {
      Reserving.lost(turn, over);
      restIfLost(turn);
    }
  }

  private static void restIfLost(Turn turn) {
    Status status = turn.status();
    if (turn.order().units().over()
        && (status == Status.PAID || status == Status.PARTIALLY_REFUNDED)) {
      String name =
          "lost %s %d".formatted(turn.order().origin().id(), turn.order().refunds().size());
      request(
          turn,
          UUID.nameUUIDFromBytes(name.getBytes(UTF_8)),
          Refund.Kind.GOODS_LOST,
          "상품을 확보하지 못해 자동으로 환불합니다.",
          null,
          rest(turn.order()));
    }
  }

  private static Optional<Refund> byId(Order order, UUID id) {
    return order.refunds().stream().filter(each -> each.id().equals(id)).findFirst();
  }

  /** Also what was refused and then mended by people, as long as the lines still have it. */
  private static boolean payable(Order order, Refund refund) {
    return switch (refund.state()) {
      case REQUESTED -> true;
      case DONE -> false;
      case REFUSED ->
          refund.kind() == Refund.Kind.LATE_APPROVAL
              || (order.stand().status() != Status.REFUNDING
                  && refund.parts().stream().allMatch(part -> stillThere(order, part)));
    };
  }

  private static boolean stillThere(Order order, Part part) {
    return order
        .line(part.line())
        .filter(line -> line.left() >= part.quantity())
        .map(line -> line.part(part.quantity()).equals(part))
        .orElse(false);
  }
}
