package io.seonchak.platform.event;

import io.seonchak.contracts.Event;

/**
 * An event to be told, and the trace it belongs to.
 *
 * @param trace a {@code traceparent}: that of what caused it, or a new one
 */
public record Outgoing<E extends Event>(E event, String trace) {

  /** An event that begins a trace. */
  public static <E extends Event> Outgoing<E> of(E event) {
    return new Outgoing<>(event, Traces.begin());
  }
}
