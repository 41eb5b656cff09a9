/**
 * The order context's tables. What is decided here: how many orders are written by one statement.
 */
@NullMarked
package io.seonchak.order.store;

import org.jspecify.annotations.NullMarked;
