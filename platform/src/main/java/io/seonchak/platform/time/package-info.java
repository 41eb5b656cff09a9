/** Instants as people here read them, and what is done over and over. */
@NullMarked
package io.seonchak.platform.time;

import org.jspecify.annotations.NullMarked;
