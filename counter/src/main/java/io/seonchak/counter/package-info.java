/**
 * Claims over HTTP, for every context that gives out units of the kernel's pools. What is decided
 * here: how somebody who claims is known, how a refusal is said, how the kernel is set up and
 * watched. What is given out, at which address, what a claim's body must hold and how a "yes" is
 * written comes from the context. Two words of the public API say "drop" whatever the pool is: the
 * header {@code Drop-Ticket} and the code {@code DROP_CLOSED}.
 */
@NullMarked
package io.seonchak.counter;

import org.jspecify.annotations.NullMarked;
