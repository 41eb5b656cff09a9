package io.seonchak.order.model;

import java.util.UUID;

/**
 * Units that were not to be had.
 *
 * @param code why, for example SOLD_OUT
 * @param free units that were free
 */
public record Missing(UUID pool, String code, int free) {}
