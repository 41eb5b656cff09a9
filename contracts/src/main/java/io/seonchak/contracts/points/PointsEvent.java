package io.seonchak.contracts.points;

import io.seonchak.contracts.Event;
import io.seonchak.contracts.WireName;
import java.util.UUID;

/** What happened to points that orders asked for. The key is the order's id. */
public sealed interface PointsEvent extends Event {

  /** The order they are for. */
  UUID orderId();

  @Override
  default UUID key() {
    return orderId();
  }

  /**
   * The points are held for the order.
   *
   * @param revision the terms it answers
   */
  @WireName("points.held.v1")
  record Held(UUID orderId, int revision, long points) implements PointsEvent {}

  /**
   * The member does not have so many points.
   *
   * @param revision the terms it answers
   * @param available what he has
   */
  @WireName("points.refused.v1")
  record Refused(UUID orderId, int revision, long points, long available) implements PointsEvent {}
}
