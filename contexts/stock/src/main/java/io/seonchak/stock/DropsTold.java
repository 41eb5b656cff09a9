package io.seonchak.stock;

import io.seonchak.contracts.stock.StockEvent;
import io.seonchak.platform.event.Outbox;
import io.seonchak.platform.schedule.Timetable;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Tells others that a drop's opening and its closing have come; it opens and closes nothing. The
 * closing is scheduled when the opening was told, so they are told in that order, however late.
 */
@Component
class DropsTold {

  private final JdbcClient jdbc;
  private final Outbox<StockEvent> outbox;
  private final Timetable.Kind opens;
  private final Timetable.Kind closes;

  DropsTold(
      JdbcClient jdbc,
      Outbox<StockEvent> outbox,
      @Qualifier("stockTimetable") Timetable timetable) {
    this.jdbc = jdbc;
    this.outbox = outbox;
    this.opens = timetable.kind("drop-opens", id -> opened(drop(id)));
    this.closes = timetable.kind("drop-closes", id -> closed(drop(id)));
  }

  /** Schedules what will be told of a drop, in the transaction that makes it. */
  void of(Drop drop) {
    opens.at(drop.id().toString(), drop.opensAt());
  }

  private void opened(Drop drop) {
    outbox.append(
        new StockEvent.DropOpened(
            drop.id(),
            drop.product(),
            drop.seller(),
            drop.name(),
            drop.price(),
            drop.opensAt(),
            drop.closesAt()));
    closes.at(drop.id().toString(), drop.closesAt());
  }

  private void closed(Drop drop) {
    outbox.append(
        new StockEvent.DropClosed(drop.id(), drop.product(), drop.seller(), drop.closesAt()));
  }

  private Drop drop(String id) {
    return jdbc.sql(Drops.SELECT + "WHERE drop_id = ?")
        .param(UUID.fromString(id))
        .query(Drops::read)
        .single();
  }
}
