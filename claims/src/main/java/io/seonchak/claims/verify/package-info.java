/**
 * Holding a ledger against itself, its keys, its tables and its witness. What is decided here:
 * whether a record is true, and if not, where it is first false. The checks use nothing of the code
 * that writes the ledger but its byte formats.
 */
@NullMarked
package io.seonchak.claims.verify;

import org.jspecify.annotations.NullMarked;
