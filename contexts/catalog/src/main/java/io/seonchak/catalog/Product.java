package io.seonchak.catalog;

import java.util.UUID;

/**
 * A product as stored.
 *
 * @param price in won
 * @param comparisonPrice the lowest price of the last 20 days before the one of now, in won
 */
record Product(
    UUID id,
    UUID seller,
    String name,
    String description,
    long price,
    int stock,
    int version,
    long comparisonPrice) {}
