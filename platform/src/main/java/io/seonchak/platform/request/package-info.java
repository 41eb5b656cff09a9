/**
 * Requests that have their effect once. What is decided here: how long an {@code Idempotency-Key}
 * is remembered, that it is remembered with its effect or not at all, and that the same key with
 * another body is refused.
 */
@NullMarked
package io.seonchak.platform.request;

import org.jspecify.annotations.NullMarked;
