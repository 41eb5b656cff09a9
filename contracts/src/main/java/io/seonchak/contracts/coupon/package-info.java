/** What the coupon context tells others, and what others ask it. */
@NullMarked
package io.seonchak.contracts.coupon;

import org.jspecify.annotations.NullMarked;
