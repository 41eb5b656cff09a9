package io.seonchak.member.web;

import io.seonchak.member.application.LoggingIn;
import io.seonchak.member.application.Sessions;
import io.seonchak.member.store.LogIns.LogIn;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.security.Identity;
import io.seonchak.platform.web.Fields;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Log-ins over HTTP. */
@RestController
class SessionController {

  private static final int TOKEN_MAX = 200;

  private final LoggingIn loggingIn;
  private final Sessions sessions;
  private final MemberFields read;
  private final Callers callers;

  SessionController(LoggingIn loggingIn, Sessions sessions, MemberFields read, Callers callers) {
    this.loggingIn = loggingIn;
    this.sessions = sessions;
    this.read = read;
    this.callers = callers;
  }

  record LogInRequest(@Nullable String email, @Nullable String password) {}

  record Refresh(@Nullable String refreshToken) {}

  record Session(
      UUID sessionId, Instant createdAt, Instant lastUsedAt, String userAgent, boolean current) {}

  record All(List<Session> sessions) {}

  @PostMapping("/api/sessions")
  Sessions.Tokens logIn(@RequestBody LogInRequest request, HttpServletRequest http) {
    var fields = new Fields();
    String email = read.email(fields, request.email());
    String password = read.password(fields, "password", request.password());
    fields.orRefuse();
    return loggingIn.logIn(email, password, callers.of(http));
  }

  @PostMapping("/api/sessions/refresh")
  Sessions.Tokens refresh(@RequestBody Refresh request) {
    var fields = new Fields();
    String token = fields.text("refreshToken", request.refreshToken(), TOKEN_MAX);
    fields.orRefuse();
    return sessions.refresh(token);
  }

  @GetMapping("/api/sessions")
  All all(@AuthenticationPrincipal Identity identity) {
    return new All(
        sessions.of(identity.member()).stream()
            .map(logIn -> session(logIn, identity.session()))
            .toList());
  }

  @DeleteMapping("/api/sessions/current")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void logOut(@AuthenticationPrincipal Identity identity) {
    sessions.end(identity.member(), identity.session());
  }

  @DeleteMapping("/api/sessions/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void end(@AuthenticationPrincipal Identity identity, @PathVariable UUID id) {
    if (!sessions.end(identity.member(), id)) {
      throw Problem.of(CommonProblem.NOT_FOUND);
    }
  }

  @DeleteMapping("/api/sessions")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void logOutEverywhere(@AuthenticationPrincipal Identity identity) {
    sessions.endAll(identity.member());
  }

  private static Session session(LogIn logIn, UUID current) {
    return new Session(
        logIn.id(),
        logIn.createdAt(),
        logIn.lastUsedAt(),
        logIn.userAgent(),
        logIn.id().equals(current));
  }
}
