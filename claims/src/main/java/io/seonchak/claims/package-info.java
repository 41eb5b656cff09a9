/**
 * The kernel. What is decided here: who gets a unit of a limited pool, in which order, durably and
 * with proof. It knows pools, claims, the waiting list and the ledger; it knows no product, coupon
 * or clinic, and nothing of Spring.
 */
@NullMarked
package io.seonchak.claims;

import org.jspecify.annotations.NullMarked;
