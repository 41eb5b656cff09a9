/**
 * Who has which coupon and what it was used for. What is decided here: what a campaign promises,
 * what a coupon takes off, and that one coupon serves one order; who gets a coupon is decided by
 * the kernel.
 */
@NullMarked
package io.seonchak.coupon;

import org.jspecify.annotations.NullMarked;
