package io.seonchak.counter.offender;

import io.seonchak.stock.StockContext;

/** Knows what is given out, so that the rule is seen to bite. */
class CounterOffender {
  Class<?> given() {
    return StockContext.class;
  }
}
