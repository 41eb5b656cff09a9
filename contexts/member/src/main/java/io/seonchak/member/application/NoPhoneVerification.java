package io.seonchak.member.application;

import io.seonchak.member.model.Ci;
import io.seonchak.member.model.MemberProblem;
import io.seonchak.platform.problem.Problem;
import java.util.Optional;

/** No agency is connected, and who asks is told so. */
public final class NoPhoneVerification implements PhoneVerification {

  @Override
  public boolean offered() {
    return false;
  }

  @Override
  public Started start(String phone) {
    throw Problem.of(MemberProblem.PHONE_VERIFICATION_OFF);
  }

  @Override
  public Optional<Ci> complete(String reference, String code) {
    throw Problem.of(MemberProblem.PHONE_VERIFICATION_OFF);
  }
}
