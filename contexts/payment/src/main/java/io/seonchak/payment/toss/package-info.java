/**
 * Toss Payments, as it really answers. What is decided here: what an answer means (by its code,
 * never by its status), that what is not known is never called a failure, and that keys, card data
 * and people's accounts reach no log.
 */
@NullMarked
package io.seonchak.payment.toss;

import org.jspecify.annotations.NullMarked;
