/**
 * The one cache of the house: memory in front of Redis in front of the database. What is decided
 * here: a read is never older than a second, whatever Redis does. Each change is recorded in the
 * database by the transaction that makes it; every instance looks there several times a second and
 * drops what has changed, from its own memory and from Redis. Redis' messages only make that
 * sooner. See {@code docs/cache.md}.
 */
@NullMarked
package io.seonchak.platform.cache;

import org.jspecify.annotations.NullMarked;
