/** What orders tell. What is decided here: a refund asked for twice is one. */
@NullMarked
package io.seonchak.payment.messaging;

import org.jspecify.annotations.NullMarked;
