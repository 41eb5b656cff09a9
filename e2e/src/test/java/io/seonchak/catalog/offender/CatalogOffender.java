package io.seonchak.catalog.offender;

import io.seonchak.stock.StockContext;

/** Reaches into another context, so that the rule is seen to bite. */
class CatalogOffender {
  Class<?> others() {
    return StockContext.class;
  }
}
