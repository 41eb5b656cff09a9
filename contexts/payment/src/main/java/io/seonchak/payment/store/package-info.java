/**
 * The schema {@code payment}. What is decided here: that a state changes only from the one before.
 */
@NullMarked
package io.seonchak.payment.store;

import org.jspecify.annotations.NullMarked;
