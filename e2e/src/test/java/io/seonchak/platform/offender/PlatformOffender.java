package io.seonchak.platform.offender;

import io.seonchak.contracts.catalog.CatalogEvent;

/** Knows a word of the business, so that the rule is seen to bite. */
class PlatformOffender {
  Class<?> business() {
    return CatalogEvent.class;
  }
}
