package io.seonchak.order.model;

import java.util.UUID;

/**
 * What of a line a refund gives back.
 *
 * @param points in won
 * @param cash in won
 */
public record Part(UUID line, int quantity, long points, long cash) {}
