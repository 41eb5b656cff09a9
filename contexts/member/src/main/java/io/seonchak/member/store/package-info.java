/** The tables of the schema {@code member}. What is decided here: how each statement locks. */
@NullMarked
package io.seonchak.member.store;

import org.jspecify.annotations.NullMarked;
