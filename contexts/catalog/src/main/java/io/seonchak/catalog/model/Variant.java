package io.seonchak.catalog.model;

import java.util.UUID;

/**
 * Something that is counted by itself, from a stock pool of its own.
 *
 * @param id the pool is found by it; where a product has no variants, its only one has its id
 * @param size empty where there are no sizes
 * @param colour empty where there are no colours
 * @param stock units there were at first
 */
public record Variant(UUID id, String size, String colour, int stock) {}
