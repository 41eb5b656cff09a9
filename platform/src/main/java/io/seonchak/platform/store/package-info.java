/**
 * A context's own schema. What is decided here: that nobody migrates or reads another's, and that
 * instants go in and out as UTC.
 */
@NullMarked
package io.seonchak.platform.store;

import org.jspecify.annotations.NullMarked;
