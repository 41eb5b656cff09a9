package io.seonchak.member.web;

import io.seonchak.member.application.EmailCodes.Purpose;
import io.seonchak.member.application.SettingPasswords;
import io.seonchak.member.application.SigningUp;
import io.seonchak.member.application.Throttle;
import io.seonchak.platform.web.Fields;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What needs no log-in: signing up, and the codes that go out by e-mail. */
@RestController
class SigningUpController {

  private final SigningUp signingUp;
  private final SettingPasswords passwords;
  private final Throttle throttle;
  private final MemberFields read;
  private final Callers callers;

  SigningUpController(
      SigningUp signingUp,
      SettingPasswords passwords,
      Throttle throttle,
      MemberFields read,
      Callers callers) {
    this.signingUp = signingUp;
    this.passwords = passwords;
    this.throttle = throttle;
    this.read = read;
    this.callers = callers;
  }

  record SignUp(@Nullable String email, @Nullable String password, @Nullable String name) {}

  record SignedUp(UUID memberId) {}

  record Code(@Nullable String email, @Nullable String code) {}

  record Email(@Nullable String email) {}

  record Reset(@Nullable String email, @Nullable String code, @Nullable String password) {}

  @PostMapping("/api/members")
  @ResponseStatus(HttpStatus.CREATED)
  SignedUp signUp(@RequestBody SignUp request, HttpServletRequest http) {
    var fields = new Fields();
    String email = read.email(fields, request.email());
    String password = read.newPassword(fields, request.password(), email);
    String name = fields.text("name", request.name(), MemberFields.NAME_MAX);
    fields.orRefuse();
    String network = callers.network(http);
    throttle.count("sign-up", network, "");
    return new SignedUp(signingUp.signUp(email, password, name, network));
  }

  @PostMapping("/api/members/verify")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void verify(@RequestBody Code request, HttpServletRequest http) {
    var fields = new Fields();
    String email = read.email(fields, request.email());
    String code = read.code(fields, request.code(), Purpose.VERIFY.digits());
    fields.orRefuse();
    String network = callers.network(http);
    throttle.count("verify", network, email);
    signingUp.verify(email, code, network);
  }

  @PostMapping("/api/members/verify/resend")
  @ResponseStatus(HttpStatus.ACCEPTED)
  void resend(@RequestBody Email request, HttpServletRequest http) {
    mail("resend", request, http, signingUp::resend);
  }

  @PostMapping("/api/members/password-reset")
  @ResponseStatus(HttpStatus.ACCEPTED)
  void requestReset(@RequestBody Email request, HttpServletRequest http) {
    mail("reset-request", request, http, passwords::request);
  }

  @PutMapping("/api/members/password-reset")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void reset(@RequestBody Reset request, HttpServletRequest http) {
    var fields = new Fields();
    String email = read.email(fields, request.email());
    String code = read.code(fields, request.code(), Purpose.RESET.digits());
    String password = read.newPassword(fields, request.password(), email);
    fields.orRefuse();
    String network = callers.network(http);
    throttle.count("reset", network, email);
    passwords.reset(email, code, password, network);
  }

  /** Asks for a mail; the answer is the same whether one goes out or not. */
  private void mail(
      String what, Email request, HttpServletRequest http, BiConsumer<String, String> ask) {
    var fields = new Fields();
    String email = read.email(fields, request.email());
    fields.orRefuse();
    String network = callers.network(http);
    throttle.count(what, network, email);
    ask.accept(email, network);
  }
}
