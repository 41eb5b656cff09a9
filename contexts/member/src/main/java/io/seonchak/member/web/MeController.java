package io.seonchak.member.web;

import io.seonchak.member.application.ChangingMembers;
import io.seonchak.member.application.EmailCodes.Purpose;
import io.seonchak.member.application.Leaving;
import io.seonchak.member.application.PhoneVerification.Started;
import io.seonchak.member.application.SettingPasswords;
import io.seonchak.member.application.VerifyingPersons;
import io.seonchak.member.model.Profile;
import io.seonchak.platform.security.Identity;
import io.seonchak.platform.security.MemberRole;
import io.seonchak.platform.web.Fields;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What a member does with his own account. */
@RestController
@RequestMapping("/api/members/me")
class MeController {

  private static final int VERIFICATION_DIGITS = 6;

  private final ChangingMembers members;
  private final SettingPasswords passwords;
  private final Leaving leaving;
  private final VerifyingPersons persons;
  private final MemberFields read;
  private final Callers callers;

  MeController(
      ChangingMembers members,
      SettingPasswords passwords,
      Leaving leaving,
      VerifyingPersons persons,
      MemberFields read,
      Callers callers) {
    this.members = members;
    this.passwords = passwords;
    this.leaving = leaving;
    this.persons = persons;
    this.read = read;
    this.callers = callers;
  }

  record Me(
      UUID memberId,
      String email,
      String name,
      @Nullable String phone,
      boolean personVerified,
      Set<MemberRole> roles) {}

  record Change(@Nullable String name, @Nullable String phone) {}

  record NewPassword(@Nullable String currentPassword, @Nullable String password) {}

  record NewAddress(@Nullable String email, @Nullable String password) {}

  record AddressCode(@Nullable String email, @Nullable String code) {}

  record Farewell(@Nullable String password) {}

  record Phone(@Nullable String phone) {}

  record PhoneCode(@Nullable String phone, @Nullable String reference, @Nullable String code) {}

  @GetMapping
  Me me(@AuthenticationPrincipal Identity identity) {
    return show(members.profile(identity));
  }

  @PatchMapping
  Me change(@AuthenticationPrincipal Identity identity, @RequestBody Change request) {
    var fields = new Fields();
    fields.require(
        request.name() != null || request.phone() != null, "name", "missing", "a change");
    String name =
        request.name() == null ? null : fields.text("name", request.name(), MemberFields.NAME_MAX);
    boolean none = request.phone() == null || request.phone().isEmpty();
    String phone = none ? request.phone() : read.phone(fields, request.phone());
    fields.orRefuse();
    return show(members.describe(identity.member(), name, phone).profile());
  }

  @PutMapping("/password")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void changePassword(
      @AuthenticationPrincipal Identity identity, @RequestBody NewPassword request) {
    var fields = new Fields();
    String current = read.password(fields, "currentPassword", request.currentPassword());
    String email = members.of(identity).email();
    String password = read.newPassword(fields, request.password(), email);
    fields.orRefuse();
    passwords.change(identity, current, password);
  }

  @PostMapping("/email")
  @ResponseStatus(HttpStatus.ACCEPTED)
  void requestAddress(
      @AuthenticationPrincipal Identity identity,
      @RequestBody NewAddress request,
      HttpServletRequest http) {
    var fields = new Fields();
    String email = read.email(fields, request.email());
    String password = read.password(fields, "password", request.password());
    fields.orRefuse();
    members.requestAddress(identity, email, password, callers.network(http));
  }

  @PutMapping("/email")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void takeAddress(
      @AuthenticationPrincipal Identity identity,
      @RequestBody AddressCode request,
      HttpServletRequest http) {
    var fields = new Fields();
    String email = read.email(fields, request.email());
    String code = read.code(fields, request.code(), Purpose.CHANGE.digits());
    fields.orRefuse();
    members.takeAddress(identity.member(), email, code, callers.network(http));
  }

  @DeleteMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void leave(
      @AuthenticationPrincipal Identity identity,
      @RequestBody(required = false) @Nullable Farewell request) {
    var fields = new Fields();
    String password =
        request == null || request.password() == null
            ? null
            : read.password(fields, "password", request.password());
    fields.orRefuse();
    leaving.leave(identity, password);
  }

  @PostMapping("/phone-verification")
  @ResponseStatus(HttpStatus.ACCEPTED)
  Started startVerification(
      @AuthenticationPrincipal Identity identity,
      @RequestBody Phone request,
      HttpServletRequest http) {
    var fields = new Fields();
    String phone = read.phone(fields, request.phone());
    fields.orRefuse();
    return persons.start(identity.member(), phone, callers.network(http));
  }

  @PutMapping("/phone-verification")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void completeVerification(
      @AuthenticationPrincipal Identity identity,
      @RequestBody PhoneCode request,
      HttpServletRequest http) {
    var fields = new Fields();
    String phone = read.phone(fields, request.phone());
    String reference =
        fields.text("reference", request.reference(), VerifyingPersons.REFERENCE_MAX);
    String code = read.code(fields, request.code(), VERIFICATION_DIGITS);
    fields.orRefuse();
    persons.complete(identity.member(), phone, reference, code, callers.network(http));
  }

  private static Me show(Profile member) {
    return new Me(
        member.id(),
        member.email(),
        member.name(),
        member.phone(),
        member.person() != null,
        member.roles());
  }
}
