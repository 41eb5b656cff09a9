/**
 * What an order is. Pure: what was heard and what was asked make a new state, the events to tell of
 * it, and lines for its timeline; nothing here reads a clock, a table or the network. What is
 * decided here: when an order may be paid, changed, cancelled and refunded, how coupon, points and
 * cash are shared over its lines, and that nothing late, early or doubled does harm.
 */
@NullMarked
package io.seonchak.order.model;

import org.jspecify.annotations.NullMarked;
