package io.seonchak.member.web;

import io.seonchak.member.model.CommonPasswords;
import io.seonchak.member.model.EmailAddress;
import io.seonchak.member.model.PasswordRules;
import io.seonchak.member.model.PhoneNumber;
import io.seonchak.platform.web.Fields;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Fields that several requests have. What is wrong is said without the secret itself. */
@Component
class MemberFields {

  static final int NAME_MAX = 50;

  private final PasswordRules rules = new PasswordRules(CommonPasswords.shipped());

  String email(Fields fields, @Nullable String email) {
    String clean = EmailAddress.spelled(fields.text("email", email, EmailAddress.LENGTH_MAX));
    fields.require(EmailAddress.plausible(clean), "email", clean, "an e-mail address");
    return clean;
  }

  /** A password that somebody wants to have from now on. */
  String newPassword(Fields fields, @Nullable String password, String email) {
    String given = password == null ? "" : password;
    rules
        .refusal(given, email)
        .ifPresent(no -> fields.require(false, "password", no.found(), no.expected()));
    return given;
  }

  /** A password that is compared with the one he has. */
  String password(Fields fields, String field, @Nullable String password) {
    String given = password == null ? "" : password;
    fields.require(
        !given.isEmpty() && given.length() <= PasswordRules.LENGTH_MAX * 2,
        field,
        given.length() + " characters",
        "1 to " + PasswordRules.LENGTH_MAX);
    fields.require(PasswordRules.whole(given), field, "half a character", "whole characters");
    return given;
  }

  String code(Fields fields, @Nullable String code, int digits) {
    String clean = fields.text("code", code, digits);
    boolean whole = clean.length() == digits && clean.chars().allMatch(c -> c >= '0' && c <= '9');
    fields.require(whole, "code", clean.length() + " characters", digits + " digits");
    return clean;
  }

  String phone(Fields fields, @Nullable String phone) {
    String clean = PhoneNumber.spelled(fields.text("phone", phone, PhoneNumber.LENGTH_MAX));
    fields.require(PhoneNumber.plausible(clean), "phone", clean, "a telephone number");
    return clean;
  }
}
