package io.seonchak.order.messaging;

import io.seonchak.contracts.coupon.CouponEvent;
import io.seonchak.contracts.coupon.CouponEvent.Applied;
import io.seonchak.contracts.coupon.CouponEvent.Refused;
import io.seonchak.order.application.HearingFacts;
import io.seonchak.order.application.HearingFacts.Heard;
import io.seonchak.order.model.Fact;
import io.seonchak.platform.event.EventHandler;
import io.seonchak.platform.event.Received;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Coupons: reserved or refused. */
@Component
public class CouponListener implements EventHandler<CouponEvent> {

  /** What it hears. */
  public static final Set<Class<? extends CouponEvent>> HEARD =
      Set.of(Applied.class, Refused.class);

  private final HearingFacts hearing;

  CouponListener(HearingFacts hearing) {
    this.hearing = hearing;
  }

  @Override
  public void handle(Connection connection, List<Received<CouponEvent>> events)
      throws SQLException {
    List<Heard> facts = new ArrayList<>(events.size());
    for (Received<CouponEvent> each : events) {
      switch (each.event()) {
        case Applied applied ->
            facts.add(
                new Heard(
                    applied.orderId(),
                    new Fact.CouponApplied(applied.revision(), applied.discount()),
                    each.trace()));
        case Refused refused ->
            facts.add(
                new Heard(
                    refused.orderId(),
                    new Fact.CouponRefused(refused.revision(), refused.reason()),
                    each.trace()));
        case CouponEvent.Issued _ -> {}
      }
    }
    hearing.hear(connection, facts);
  }
}
