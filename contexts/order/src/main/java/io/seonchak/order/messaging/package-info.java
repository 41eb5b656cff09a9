/**
 * What orders hear of other contexts. What is decided here: which of their events is which fact.
 */
@NullMarked
package io.seonchak.order.messaging;

import org.jspecify.annotations.NullMarked;
