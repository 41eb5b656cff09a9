/**
 * Calls to other processes: contexts hosted elsewhere, and parties outside. What is decided here:
 * that every call is bounded in time and tries, what counts as a fault of the other side, and what
 * an asker is told of it; where other contexts are; and that nobody calls out of a transaction.
 */
@NullMarked
package io.seonchak.platform.remote;

import org.jspecify.annotations.NullMarked;
