package io.seonchak.order.model;

import java.time.Instant;

/**
 * A line of an order's timeline.
 *
 * @param detail empty where there is nothing more to say
 */
public record Moment(Instant at, Mark what, String detail) {}
