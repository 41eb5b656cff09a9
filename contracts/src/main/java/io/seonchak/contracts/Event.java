package io.seonchak.contracts;

import java.util.UUID;

/**
 * Something that happened, told to other contexts. Records only, each with its {@link WireName}.
 * What a reader does not know is passed over, so fields may be added; what changes meaning gets a
 * new version of its name.
 */
public interface Event {

  /**
   * What it happened to: events of one key are told in the order in which they happened. For all
   * events of an order's saga that is the order's id.
   */
  UUID key();
}
