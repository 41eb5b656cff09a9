package io.seonchak.platform.event;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event as it is stored and sent.
 *
 * @param key absent only for what was never an event of ours
 * @param type its wire name
 * @param at when it was written
 * @param trace a {@code traceparent} (W3C Trace Context)
 * @param body JSON in UTF-8
 */
record Message(UUID id, @Nullable UUID key, String type, Instant at, String trace, byte[] body) {}
