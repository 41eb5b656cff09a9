/**
 * Tomorrow's drop, today. What is decided here: how a simulated crowd behaves, and whether what it
 * was told agrees with what was recorded. Stands outside the application: it speaks HTTP to it and
 * reads its tables.
 */
@NullMarked
package io.seonchak.rehearsal;

import org.jspecify.annotations.NullMarked;
