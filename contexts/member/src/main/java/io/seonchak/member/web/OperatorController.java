package io.seonchak.member.web;

import io.seonchak.member.application.GrantingRoles;
import io.seonchak.member.model.Member;
import io.seonchak.member.store.AuditTrail;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.security.Identity;
import io.seonchak.platform.security.MemberRole;
import io.seonchak.platform.web.Fields;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What operators do with members. */
@RestController
class OperatorController {

  private static final int PAGE_MAX = 100;
  private static final String PAGE = "50";

  private final GrantingRoles roles;
  private final MemberFields read;

  OperatorController(GrantingRoles roles, MemberFields read) {
    this.roles = roles;
    this.read = read;
  }

  record Found(UUID memberId, String email, String name, boolean verified, Set<MemberRole> roles) {}

  record Members(List<Found> members) {}

  record Entry(long entry, @Nullable UUID by, String what, String detail, Instant at) {}

  record Entries(List<Entry> entries) {}

  @GetMapping("/api/members")
  Members find(
      @AuthenticationPrincipal Identity identity,
      @RequestParam(name = "email", required = false) @Nullable String email) {
    var fields = new Fields();
    String address = read.email(fields, email);
    fields.orRefuse();
    return new Members(
        roles.lookUp(identity.member(), address).map(OperatorController::show).stream().toList());
  }

  @PutMapping("/api/members/{id}/roles/{role}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void grant(
      @AuthenticationPrincipal Identity identity,
      @PathVariable UUID id,
      @PathVariable String role) {
    roles.grant(identity.member(), id, role(role));
  }

  @DeleteMapping("/api/members/{id}/roles/{role}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void withdraw(
      @AuthenticationPrincipal Identity identity,
      @PathVariable UUID id,
      @PathVariable String role) {
    roles.withdraw(identity.member(), id, role(role));
  }

  @GetMapping("/api/members/{id}/audit")
  Entries audit(
      @PathVariable UUID id,
      @RequestParam(name = "after", defaultValue = "0") long after,
      @RequestParam(name = "limit", defaultValue = PAGE) long limit) {
    var fields = new Fields();
    fields.number("after", after, 0, Long.MAX_VALUE);
    int most = (int) fields.number("limit", limit, 1, PAGE_MAX);
    fields.orRefuse();
    return new Entries(
        roles.audit(id, after, most).stream().map(OperatorController::show).toList());
  }

  private static MemberRole role(String name) {
    return Arrays.stream(MemberRole.values())
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> Problem.invalid("role", "none of " + Arrays.toString(MemberRole.values())));
  }

  private static Found show(Member member) {
    return new Found(member.id(), member.email(), member.name(), member.verified(), member.roles());
  }

  private static Entry show(AuditTrail.Entry entry) {
    return new Entry(entry.id(), entry.actor(), entry.what(), entry.detail(), entry.at());
  }
}
