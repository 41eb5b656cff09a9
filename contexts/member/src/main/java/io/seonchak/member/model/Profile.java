package io.seonchak.member.model;

import io.seonchak.platform.security.MemberRole;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What may be seen of a member. It has no secret of his, because caches outside this process hold
 * it; a new field needs a new format in {@code Members}.
 *
 * @param person the human being, once he has shown who he is
 */
public record Profile(
    UUID id,
    String email,
    String name,
    @Nullable String phone,
    @Nullable UUID person,
    Set<MemberRole> roles) {}
