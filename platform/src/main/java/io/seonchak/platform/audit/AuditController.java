package io.seonchak.platform.audit;

import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Runs the audit now, for whoever knows the secret of our own processes. */
@RestController
class AuditController {

  private final Auditor auditor;

  AuditController(Auditor auditor) {
    this.auditor = auditor;
  }

  /** Answers when all is checked, which may take minutes. */
  @PostMapping("/internal/audit/run")
  Report run() {
    return auditor.run().orElseThrow(() -> Problem.of(CommonProblem.BUSY));
  }
}
