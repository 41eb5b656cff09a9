/**
 * The record of a pool, as bytes. What is decided here: how an entry, a block and a receipt are
 * written, hashed and signed, as {@code docs/ledger-format.md} says. Nothing here knows SQL.
 */
@NullMarked
package io.seonchak.claims.ledger;

import org.jspecify.annotations.NullMarked;
