package io.seonchak.bench.reference;

import java.util.UUID;

/**
 * One unit of a drop, asked for by a member.
 *
 * @param key by which he may ask again
 */
public record Request(UUID drop, UUID member, String key) {}
