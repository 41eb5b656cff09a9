/**
 * How many are left and who holds them. What is decided here: what a drop promises; who gets a unit
 * is decided by the kernel.
 */
@NullMarked
package io.seonchak.stock;

import org.jspecify.annotations.NullMarked;
