/** The order context. */
@NullMarked
package io.seonchak.order;

import org.jspecify.annotations.NullMarked;
