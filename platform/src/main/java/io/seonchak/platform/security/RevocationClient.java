package io.seonchak.platform.security;

import io.seonchak.platform.security.Revocations.Revocation;
import java.util.List;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;

/** Which tokens the member context has revoked, for every process that checks tokens. */
@HttpExchange("/internal/member")
public interface RevocationClient {

  /**
   * The revocations of the last while, by the clock of the one who keeps them.
   *
   * @param withinSeconds how far back; beyond {@link Revocations#KEPT} nothing is told
   */
  @GetExchange("/revocations")
  List<Revocation> revocations(@RequestParam long withinSeconds);
}
