/** Offenders for the house rules. */
package io.seonchak.catalog.offender;
