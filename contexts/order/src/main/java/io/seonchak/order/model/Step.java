package io.seonchak.order.model;

import io.seonchak.contracts.order.OrderEvent;
import java.util.List;

/**
 * What came of something heard or asked: all of it is stored together, or nothing.
 *
 * @param told in their order
 */
public record Step(Order order, List<OrderEvent> told, List<Moment> moments) {}
