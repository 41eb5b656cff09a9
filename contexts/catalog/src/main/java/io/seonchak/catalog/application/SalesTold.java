package io.seonchak.catalog.application;

import io.seonchak.catalog.store.Cuts;
import io.seonchak.catalog.store.Cuts.Kept;
import io.seonchak.catalog.store.Cuts.Said;
import io.seonchak.catalog.store.Cuts.Told;
import io.seonchak.catalog.store.Products;
import io.seonchak.contracts.catalog.CatalogEvent;
import io.seonchak.platform.event.Outbox;
import io.seonchak.platform.schedule.Timetable;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Consumer;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Tells others that a discount or a time sale has begun and that it is over; it changes no price.
 * What is told is what holds when it is told: an entry whose sale was changed or withdrawn
 * meanwhile tells nothing. An end is told of whose beginning was told, and of no other.
 */
@Component
class SalesTold {

  private final Cuts cuts;
  private final Products products;
  private final Outbox<CatalogEvent> outbox;
  private final Clock clock;
  private final Timetable.Kind starts;
  private final Timetable.Kind ends;

  SalesTold(
      Cuts cuts,
      Products products,
      Outbox<CatalogEvent> outbox,
      Clock clock,
      @Qualifier("catalogTimetable") Timetable timetable) {
    this.cuts = cuts;
    this.products = products;
    this.outbox = outbox;
    this.clock = clock;
    this.starts = timetable.kind("sale-starts", id -> whileItHolds(id, this::started));
    this.ends = timetable.kind("sale-ends", id -> whileItHolds(id, this::over));
  }

  /** Takes down what somebody says, and schedules or tells what follows from it. */
  void say(Said said) {
    Instant now = clock.instant();
    cuts.replaced(said, now)
        .filter(before -> before.told() == Told.STARTED)
        .ifPresent(before -> endedBy(said, before, now));
    long id = cuts.add(said, now);
    if (!said.withdrawn() && said.endsAt().isAfter(now)) {
      starts.at(Long.toString(id), said.startsAt());
    }
  }

  private void endedBy(Said said, Kept before, Instant now) {
    if (before.said().endsAt().isAfter(now)) {
      ended(before, said.withdrawn() ? "WITHDRAWN" : "CHANGED", now);
    } else {
      ended(before, "OVER", before.said().endsAt());
    }
  }

  /** The product first, as whoever changes the sale does it. */
  private void whileItHolds(String id, Consumer<Kept> tell) {
    long cut = Long.parseLong(id);
    products.lock(cuts.productOf(cut));
    cuts.holding(cut).ifPresent(tell);
  }

  private void started(Kept cut) {
    Said said = cut.said();
    outbox.append(
        new CatalogEvent.SaleStarted(
            said.product(),
            said.source().name(),
            said.name(),
            said.percent(),
            said.amount(),
            said.startsAt(),
            said.endsAt()));
    cuts.told(cut.id(), Told.STARTED);
    ends.at(Long.toString(cut.id()), said.endsAt());
  }

  private void over(Kept cut) {
    ended(cut, "OVER", cut.said().endsAt());
    cuts.told(cut.id(), Told.ENDED);
  }

  private void ended(Kept cut, String reason, Instant at) {
    Said said = cut.said();
    outbox.append(
        new CatalogEvent.SaleEnded(said.product(), said.source().name(), said.name(), reason, at));
  }
}
