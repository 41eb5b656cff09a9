/** The client, against recorded answers and against the simulator; both over real HTTP. */
@NullMarked
package io.seonchak.payment.toss;

import org.jspecify.annotations.NullMarked;
