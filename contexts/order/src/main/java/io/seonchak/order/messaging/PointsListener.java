package io.seonchak.order.messaging;

import io.seonchak.contracts.points.PointsEvent;
import io.seonchak.contracts.points.PointsEvent.Held;
import io.seonchak.contracts.points.PointsEvent.Refused;
import io.seonchak.order.application.HearingFacts;
import io.seonchak.order.application.HearingFacts.Heard;
import io.seonchak.order.model.Fact;
import io.seonchak.platform.event.EventHandler;
import io.seonchak.platform.event.Received;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Points: held or refused. */
@Component
public class PointsListener implements EventHandler<PointsEvent> {

  /** What it hears. */
  public static final Set<Class<? extends PointsEvent>> HEARD = Set.of(Held.class, Refused.class);

  private final HearingFacts hearing;

  PointsListener(HearingFacts hearing) {
    this.hearing = hearing;
  }

  @Override
  public void handle(Connection connection, List<Received<PointsEvent>> events)
      throws SQLException {
    hearing.hear(
        connection,
        events.stream()
            .map(each -> new Heard(each.event().orderId(), fact(each.event()), each.trace()))
            .toList());
  }

  private static Fact fact(PointsEvent event) {
    return switch (event) {
      case Held held -> new Fact.PointsHeld(held.revision());
      case Refused refused -> new Fact.PointsRefused(refused.revision(), refused.available());
    };
  }
}
