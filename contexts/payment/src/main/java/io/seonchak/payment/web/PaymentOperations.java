package io.seonchak.payment.web;

import io.seonchak.payment.application.Watching;
import io.seonchak.payment.model.Repair;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.security.Identity;
import io.seonchak.platform.time.Seoul;
import io.seonchak.platform.web.Fields;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What operators see of payments that do not go by themselves, and do about them. */
@RestController
@RequestMapping("/api/operations/payments")
class PaymentOperations {

  private static final int SHOWN_MAX = 200;
  private static final Logger log = LoggerFactory.getLogger(PaymentOperations.class);

  private final Watching watching;

  PaymentOperations(Watching watching) {
    this.watching = watching;
  }

  record RepairView(
      UUID repairId, String kind, UUID orderId, UUID subjectId, String note, String since) {}

  record Repairs(List<RepairView> repairs) {}

  @GetMapping("/repairs")
  Repairs repairs(@RequestParam(defaultValue = "50") long limit) {
    var fields = new Fields();
    int most = (int) fields.number("limit", limit, 1, SHOWN_MAX);
    fields.orRefuse();
    return new Repairs(watching.open(most).stream().map(PaymentOperations::view).toList());
  }

  /** Strikes off what was noted; what merely rests goes by itself. */
  @DeleteMapping("/repairs/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void end(@AuthenticationPrincipal Identity identity, @PathVariable UUID id) {
    if (!watching.end(id, identity.member())) {
      throw Problem.of(CommonProblem.NOT_FOUND);
    }
    log.info("audit: operator {} ended repair {}", identity.member(), id);
  }

  /** Lets an order's payment and refunds be looked at now. Asked twice it does nothing more. */
  @PostMapping("/{orderId}/look")
  @ResponseStatus(HttpStatus.ACCEPTED)
  void look(@AuthenticationPrincipal Identity identity, @PathVariable UUID orderId) {
    watching.hasten(orderId);
    log.info("audit: operator {} had order {} looked at", identity.member(), orderId);
  }

  private static RepairView view(Repair repair) {
    return new RepairView(
        repair.id(),
        repair.kind().name(),
        repair.orderId(),
        repair.subject(),
        repair.note(),
        Seoul.text(repair.since()));
  }
}
