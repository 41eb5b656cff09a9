package io.seonchak.member;

import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.security.Identity;
import io.seonchak.platform.security.MemberRole;
import io.seonchak.platform.web.Fields;
import jakarta.servlet.http.HttpServletRequest;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Members and their log-ins over HTTP. */
@RestController
class MemberController {

  private static final int EMAIL_MAX = 254;
  private static final int NAME_MAX = 50;
  private static final int TOKEN_MAX = 200;

  private final SigningUp signingUp;
  private final Sessions sessions;
  private final Members members;
  private final Throttle throttle;

  MemberController(SigningUp signingUp, Sessions sessions, Members members, Throttle throttle) {
    this.signingUp = signingUp;
    this.sessions = sessions;
    this.members = members;
    this.throttle = throttle;
  }

  record SignUp(@Nullable String email, @Nullable String password, @Nullable String name) {}

  record SignedUp(UUID memberId) {}

  record Code(@Nullable String email, @Nullable String code) {}

  record Email(@Nullable String email) {}

  record LogIn(@Nullable String email, @Nullable String password) {}

  record Refresh(@Nullable String refreshToken) {}

  record Me(UUID memberId, String email, String name, Set<MemberRole> roles) {}

  @PostMapping("/api/members")
  @ResponseStatus(HttpStatus.CREATED)
  SignedUp signUp(@RequestBody SignUp request, HttpServletRequest http) {
    var fields = new Fields();
    String email = email(fields, request.email());
    String password = password(fields, request.password());
    String name = fields.text("name", request.name(), NAME_MAX);
    fields.orRefuse();
    throttle.count("sign-up", http.getRemoteAddr(), "");
    return new SignedUp(signingUp.signUp(email, password, name));
  }

  @PostMapping("/api/members/verify")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void verify(@RequestBody Code request, HttpServletRequest http) {
    var fields = new Fields();
    String email = email(fields, request.email());
    String code = fields.text("code", request.code(), 6);
    fields.require(code.matches("[0-9]{6}"), "code", code, "6 digits");
    fields.orRefuse();
    throttle.count("verify", http.getRemoteAddr(), email);
    signingUp.verify(email, code);
  }

  @PostMapping("/api/members/verify/resend")
  @ResponseStatus(HttpStatus.ACCEPTED)
  void resend(@RequestBody Email request, HttpServletRequest http) {
    var fields = new Fields();
    String email = email(fields, request.email());
    fields.orRefuse();
    throttle.count("resend", http.getRemoteAddr(), email);
    signingUp.resend(email);
  }

  @PostMapping("/api/sessions")
  Sessions.Tokens logIn(@RequestBody LogIn request, HttpServletRequest http) {
    var fields = new Fields();
    String email = email(fields, request.email());
    String password = request.password() == null ? "" : request.password();
    fields.require(
        !password.isEmpty() && password.length() <= Passwords.LENGTH_MAX,
        "password",
        password.length() + " characters",
        "1 to " + Passwords.LENGTH_MAX);
    fields.orRefuse();
    throttle.count("log-in", http.getRemoteAddr(), email);
    return sessions.logIn(email, password);
  }

  @PostMapping("/api/sessions/refresh")
  Sessions.Tokens refresh(@RequestBody Refresh request) {
    var fields = new Fields();
    String token = fields.text("refreshToken", request.refreshToken(), TOKEN_MAX);
    fields.orRefuse();
    return sessions.refresh(token);
  }

  @DeleteMapping("/api/sessions/current")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void logOut(
      @AuthenticationPrincipal Identity identity,
      @RequestBody(required = false) @Nullable Refresh request) {
    var fields = new Fields();
    String token =
        fields.text("refreshToken", request == null ? null : request.refreshToken(), TOKEN_MAX);
    fields.orRefuse();
    sessions.end(identity.member(), token);
  }

  @DeleteMapping("/api/sessions")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void logOutEverywhere(@AuthenticationPrincipal Identity identity) {
    sessions.endAll(identity.member());
  }

  @GetMapping("/api/members/me")
  Me me(@AuthenticationPrincipal Identity identity) {
    Member member =
        members.byId(identity.member()).orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
    return new Me(member.id(), member.email(), member.name(), member.roles());
  }

  @PutMapping("/api/members/{id}/roles/{role}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void grant(
      @AuthenticationPrincipal Identity identity,
      @PathVariable UUID id,
      @PathVariable String role) {
    MemberRole granted =
        Arrays.stream(MemberRole.values())
            .filter(each -> each.name().equals(role))
            .findFirst()
            .orElseThrow(
                () -> Problem.invalid("role", "none of " + Arrays.toString(MemberRole.values())));
    if (members.byId(id).isEmpty()) {
      throw Problem.of(CommonProblem.NOT_FOUND);
    }
    members.grant(id, granted, identity.member());
  }

  /** One address, one spelling. */
  static String address(String email) {
    return Normalizer.normalize(email.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }

  private static String email(Fields fields, @Nullable String email) {
    String clean = address(fields.text("email", email, EMAIL_MAX));
    fields.require(
        clean.matches("[^@\\s\"<>(),;:\\\\]+@[^@\\s\"<>(),;:\\\\]+\\.[^@\\s.\"<>(),;:\\\\]+"),
        "email",
        clean,
        "an e-mail address");
    return clean;
  }

  private static String password(Fields fields, @Nullable String password) {
    String given = password == null ? "" : password;
    fields.require(
        given.length() >= Passwords.LENGTH_MIN && given.length() <= Passwords.LENGTH_MAX,
        "password",
        given.length() + " characters",
        "%d to %d".formatted(Passwords.LENGTH_MIN, Passwords.LENGTH_MAX));
    return given;
  }
}
