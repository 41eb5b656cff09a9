/** What stock tells other contexts. */
@NullMarked
package io.seonchak.contracts.stock;

import org.jspecify.annotations.NullMarked;
