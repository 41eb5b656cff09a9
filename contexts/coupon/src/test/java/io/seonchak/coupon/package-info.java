/** Coupons on a real PostgreSQL, each step by hand. */
package io.seonchak.coupon;
