/** Won: whole, never negative by accident. */
@NullMarked
package io.seonchak.platform.money;

import org.jspecify.annotations.NullMarked;
