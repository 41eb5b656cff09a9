/** Offenders for the house rules. */
package io.seonchak.claims.offender;
