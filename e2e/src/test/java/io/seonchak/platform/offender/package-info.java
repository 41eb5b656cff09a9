/** Offenders for the house rules. */
package io.seonchak.platform.offender;
