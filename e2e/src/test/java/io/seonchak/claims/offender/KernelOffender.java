package io.seonchak.claims.offender;

import java.time.Instant;
import org.springframework.stereotype.Component;

/** Breaks two rules, so that they are seen to bite. */
@Component
class KernelOffender {
  Instant hostsTime() {
    return Instant.now();
  }
}
