package io.seonchak.member.web;

import io.seonchak.member.store.RevokedTokens;
import io.seonchak.platform.security.RevocationClient;
import io.seonchak.platform.security.Revocations;
import io.seonchak.platform.security.Revocations.Revocation;
import java.time.Duration;
import java.util.List;
import org.springframework.web.bind.annotation.RestController;

/** Tells every process, this one too, whose tokens were revoked. */
@RestController
class RevocationEndpoint implements RevocationClient {

  private final RevokedTokens revoked;

  RevocationEndpoint(RevokedTokens revoked) {
    this.revoked = revoked;
  }

  @Override
  public List<Revocation> revocations(long withinSeconds) {
    long bounded = Math.clamp(withinSeconds, 0, Revocations.KEPT.toSeconds());
    return revoked.within(Duration.ofSeconds(bounded));
  }
}
