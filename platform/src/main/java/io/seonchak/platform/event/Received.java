package io.seonchak.platform.event;

import io.seonchak.contracts.Event;
import java.time.Instant;
import java.util.UUID;

/**
 * An event as a listener gets it.
 *
 * @param id unique; a repetition has the same
 * @param at when it was written
 * @param trace to be handed on to what follows from it
 */
public record Received<E extends Event>(UUID id, E event, Instant at, String trace) {}
