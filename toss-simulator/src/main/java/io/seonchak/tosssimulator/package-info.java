/**
 * A stand-in for Toss Payments for machines without its keys, tests and rehearsals. What is decided
 * here: nothing of ours; it keeps to the gateway's paths, codes, states, times and quirks, and goes
 * wrong when told to. What it remembers is in PostgreSQL, so a killed process forgets no payment.
 */
@NullMarked
package io.seonchak.tosssimulator;

import org.jspecify.annotations.NullMarked;
