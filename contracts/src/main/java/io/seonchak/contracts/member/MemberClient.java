package io.seonchak.contracts.member;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;

/** Members as other contexts ask. Never inside a transaction: it may be another process. */
@HttpExchange("/internal/member")
public interface MemberClient {

  /**
   * A member as others may know him.
   *
   * @param email where mail reaches him
   * @param personId the human being behind the account, once he has shown who he is; the same for
   *     all accounts he ever has
   */
  record MemberFacts(UUID memberId, String email, String name, @Nullable UUID personId) {}

  /** A member by his id; empty when there is none, or he has left. */
  @GetExchange("/members/{memberId}")
  Optional<MemberFacts> member(@PathVariable UUID memberId);
}
