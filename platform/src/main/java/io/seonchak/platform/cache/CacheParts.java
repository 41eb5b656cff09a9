package io.seonchak.platform.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Clock;

/**
 * What all caches of a process use.
 *
 * @param namespace in front of every key in Redis
 * @param shared what instances share
 * @param clock for the instants until which values may be used
 * @param ticker the monotonic clock, for how old something is
 * @param off every read goes to the database, to measure and to doubt
 */
public record CacheParts(
    String namespace, SharedLevel shared, Clock clock, Ticker ticker, boolean off) {}
