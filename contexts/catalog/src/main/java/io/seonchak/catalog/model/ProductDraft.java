package io.seonchak.catalog.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a seller decides of a product.
 *
 * @param category null where it has none
 * @param images addresses, in order
 * @param price in won
 */
public record ProductDraft(
    String name,
    String description,
    @Nullable String category,
    List<String> images,
    ProductState state,
    long price) {}
