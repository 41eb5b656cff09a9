package io.seonchak.stock;

import io.seonchak.counter.Counter;
import io.seonchak.counter.PoolDesk;
import io.seonchak.platform.id.Ids;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tickets, waiting list and ledger of drops. */
@RestController
@RequestMapping("/api/drops/{id}")
class DropDesk extends PoolDesk {

  DropDesk(@Qualifier("stockCounter") Counter counter, DropOffer offer, Ids ids) {
    super(counter, offer, ids);
  }
}
