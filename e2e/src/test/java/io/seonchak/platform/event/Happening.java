package io.seonchak.platform.event;

import io.seonchak.contracts.Event;
import io.seonchak.contracts.WireName;
import java.util.UUID;

/** Events for tests of the plumbing. */
sealed interface Happening extends Event {

  /** Something that is heard. */
  @WireName("plumb.happened.v1")
  record Happened(UUID key, int number) implements Happening {}

  /** Something that is told and not heard. */
  @WireName("plumb.passed-over.v1")
  record PassedOver(UUID key) implements Happening {}
}
