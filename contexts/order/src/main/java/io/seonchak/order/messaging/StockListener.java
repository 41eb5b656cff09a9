package io.seonchak.order.messaging;

import io.seonchak.contracts.stock.StockEvent;
import io.seonchak.contracts.stock.StockEvent.Claimed;
import io.seonchak.contracts.stock.StockEvent.Refused;
import io.seonchak.contracts.stock.StockEvent.Released;
import io.seonchak.contracts.stock.StockEvent.Reserved;
import io.seonchak.order.application.HearingFacts;
import io.seonchak.order.application.HearingFacts.Heard;
import io.seonchak.order.model.Fact;
import io.seonchak.order.model.Line;
import io.seonchak.order.model.Missing;
import io.seonchak.platform.event.EventHandler;
import io.seonchak.platform.event.Received;
import io.seonchak.platform.id.Ids;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Units: granted, held, refused, over. */
@Component
public class StockListener implements EventHandler<StockEvent> {

  /** What it hears. */
  public static final Set<Class<? extends StockEvent>> HEARD =
      Set.of(Claimed.class, Reserved.class, Refused.class, Released.class);

  private final HearingFacts hearing;
  private final Ids ids;

  StockListener(HearingFacts hearing, Ids ids) {
    this.hearing = hearing;
    this.ids = ids;
  }

  @Override
  public void handle(Connection connection, List<Received<StockEvent>> events) throws SQLException {
    List<Heard> facts = new ArrayList<>(events.size());
    for (Received<StockEvent> each : events) {
      switch (each.event()) {
        case Claimed claimed ->
            facts.add(new Heard(claimed.claimId(), granted(claimed), each.trace()));
        case Reserved reserved ->
            facts.add(
                new Heard(
                    reserved.orderId(),
                    new Fact.UnitsHeld(each.at(), reserved.payBy()),
                    each.trace()));
        case Refused refused ->
            facts.add(new Heard(refused.orderId(), refused(refused), each.trace()));
        case Released released ->
            facts.add(
                new Heard(
                    released.claimId(),
                    new Fact.UnitsOver(released.poolId(), released.reason()),
                    each.trace()));
        case StockEvent.DropOpened _, StockEvent.DropClosed _ -> {}
      }
    }
    hearing.hear(connection, facts);
  }

  private Fact.Granted granted(Claimed claimed) {
    Line line =
        Line.of(
            ids.next(),
            claimed.dropId(),
            claimed.productId(),
            claimed.sellerId(),
            claimed.name(),
            claimed.quantity(),
            claimed.unitPrice());
    return new Fact.Granted(
        claimed.memberId(),
        line,
        claimed.grantedAt(),
        claimed.payBy(),
        Duration.ofSeconds(claimed.payWithinSeconds()));
  }

  private static Fact.UnitsRefused refused(Refused refused) {
    return new Fact.UnitsRefused(
        refused.lacking().stream()
            .map(each -> new Missing(each.poolId(), each.code(), each.free()))
            .toList());
  }
}
