package io.seonchak.points;

import io.seonchak.platform.id.Ids;
import io.seonchak.platform.security.Hashes;
import io.seonchak.platform.security.Identity;
import io.seonchak.platform.time.Seoul;
import io.seonchak.platform.web.Fields;
import io.seonchak.platform.web.Keys;
import io.seonchak.points.Statements.Balance;
import io.seonchak.points.Statements.Line;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Points over HTTP: a member sees his own, an operator grants and proves the books. */
@RestController
class PointsController {

  private static final int PAGE_MAX = 100;
  private static final long GRANT_MAX = 10_000_000;
  private static final int REASON_MAX = 200;
  private static final Logger log = LoggerFactory.getLogger(PointsController.class);

  private final Statements statements;
  private final GrantingPoints granting;
  private final Ids ids;

  PointsController(Statements statements, GrantingPoints granting, Ids ids) {
    this.statements = statements;
    this.granting = granting;
    this.ids = ids;
  }

  record EntryView(
      long entryId,
      String kind,
      long amount,
      long held,
      @Nullable UUID orderId,
      @Nullable String reason,
      String at,
      @Nullable String expiresAt) {}

  record Points(long balance, long held, List<EntryView> entries, @Nullable Long next) {}

  record NewGrant(@Nullable UUID memberId, @Nullable Long amount, @Nullable String reason) {}

  record Granted(UUID grantId) {}

  @GetMapping("/api/points")
  ResponseEntity<Points> mine(
      @AuthenticationPrincipal Identity identity,
      @RequestParam(required = false) @Nullable Long after,
      @RequestParam(defaultValue = "20") long limit) {
    var fields = new Fields();
    int size = (int) fields.number("limit", limit, 1, PAGE_MAX);
    long before = after == null ? Long.MAX_VALUE : fields.number("after", after, 1, Long.MAX_VALUE);
    fields.orRefuse();
    Balance balance = statements.balance(identity.member());
    List<Line> lines = statements.lines(identity.member(), before, size);
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .body(
            new Points(
                balance.balance(),
                balance.held(),
                lines.stream().map(PointsController::view).toList(),
                lines.size() < size ? null : lines.getLast().number()));
  }

  private static EntryView view(Line line) {
    boolean ofOrder =
        switch (line.kind()) {
          case GRANT -> false;
          case EARN, HOLD, RELEASE, SPEND, RESTORE, CLAW_BACK -> true;
          case EXPIRE -> false;
        };
    Instant expiresAt = line.expiresAt();
    return new EntryView(
        line.number(),
        line.kind().name(),
        line.balance(),
        line.held(),
        ofOrder ? line.subject() : null,
        line.reason(),
        Seoul.text(line.at()),
        expiresAt == null ? null : Seoul.text(expiresAt));
  }

  /** Gives a member points; whoever sends it again with its key gives nothing more. */
  @PostMapping("/api/operations/points")
  @ResponseStatus(HttpStatus.CREATED)
  Granted grant(
      @AuthenticationPrincipal Identity identity,
      @RequestHeader(name = Keys.HEADER, required = false) @Nullable String key,
      @RequestBody NewGrant request) {
    String given = Keys.require(key);
    var fields = new Fields();
    fields.require(request.memberId() != null, "memberId", "missing", "a member's id");
    long amount = fields.number("amount", request.amount(), 1, GRANT_MAX);
    String reason = fields.text("reason", request.reason(), REASON_MAX);
    fields.orRefuse();
    UUID wanted = ids.next();
    UUID member = Objects.requireNonNull(request.memberId());
    var grant = new GrantingPoints.Grant(wanted, member, amount, reason);
    UUID made = granting.grant(identity.member(), grant, given, Hashes.sha256(request.toString()));
    if (made.equals(wanted)) {
      log.info(
          "audit: operator {} granted {} points to member {}, grant {}",
          identity.member(),
          amount,
          member,
          made);
    }
    return new Granted(made);
  }

  /** Holds the balances against the entries; reads everything. */
  @GetMapping("/api/operations/points/proof")
  Statements.Proof prove() {
    return statements.prove();
  }
}
