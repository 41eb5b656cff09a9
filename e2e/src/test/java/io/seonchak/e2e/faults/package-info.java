/**
 * The fault table: what may go wrong, one row each, done to the real product as processes. A row is
 * seeded, so that a run can be replayed; what the machine cannot do is told as not run.
 */
@org.jspecify.annotations.NullMarked
package io.seonchak.e2e.faults;
