/**
 * A member's points. What is decided here: whether an order gets the points it names, and what it
 * earns. Double entry: points come from somewhere and go somewhere, and every step of an order is
 * one transfer, once.
 */
@NullMarked
package io.seonchak.points;

import org.jspecify.annotations.NullMarked;
