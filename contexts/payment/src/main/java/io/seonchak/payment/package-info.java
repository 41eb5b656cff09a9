/**
 * Money in and back. What is decided here: that of one order at most one attempt lives, so that it
 * is paid once; that what is not known is asked for until it is, and never tried anew; that money
 * goes back once for each refund; and that no key of a card lies open.
 */
@NullMarked
package io.seonchak.payment;

import org.jspecify.annotations.NullMarked;
