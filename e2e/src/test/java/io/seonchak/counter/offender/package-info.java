/** Offenders for the house rules. */
package io.seonchak.counter.offender;
