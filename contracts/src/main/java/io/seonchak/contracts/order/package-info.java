/** What the order context tells others, and what others ask it. */
@NullMarked
package io.seonchak.contracts.order;

import org.jspecify.annotations.NullMarked;
