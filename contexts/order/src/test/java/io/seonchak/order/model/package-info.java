/** What an order may and may not do, without a database. */
@NullMarked
package io.seonchak.order.model;

import org.jspecify.annotations.NullMarked;
