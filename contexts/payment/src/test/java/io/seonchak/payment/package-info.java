/** The payment context on a real PostgreSQL and the simulator; the order's side is a fake. */
@org.jspecify.annotations.NullMarked
package io.seonchak.payment;
