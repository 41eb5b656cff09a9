package io.seonchak.member.application;

import org.springframework.stereotype.Component;

/** What members are written. Korean first, English second. */
@Component
class Letters {

  private final Mailer mailer;

  Letters(Mailer mailer) {
    this.mailer = mailer;
  }

  void verificationCode(String email, String code) {
    mailer.send(
        email,
        "[선착] 인증 번호 / Verification code",
        """
        인증 번호: %s (10분 안에 입력해 주세요)
        Your code: %s (valid for 10 minutes)
        """
            .formatted(code, code));
  }

  void alreadyAMember(String email) {
    mailer.send(
        email,
        "[선착] 이미 가입된 이메일입니다 / You already have an account",
        """
        이 주소로 가입을 시도했습니다. 이미 계정이 있으니 로그인하거나 비밀번호를 다시 정해 주세요.
        Somebody tried to sign up with this address. You have an account, so please log in or set a new password.
        """);
  }

  void resetCode(String email, String code) {
    mailer.send(
        email,
        "[선착] 비밀번호 재설정 / Set a new password",
        """
        재설정 번호: %s (10분 안에 입력해 주세요)
        요청하지 않으셨다면 이 메일을 무시해 주세요. 이 번호를 아무에게도 알려 주지 마세요.
        Your code: %s (valid for 10 minutes)
        If you did not ask for it, do nothing. Tell nobody this code.
        """
            .formatted(code, code));
  }

  void passwordChanged(String email) {
    mailer.send(
        email,
        "[선착] 비밀번호가 바뀌었습니다 / Your password was changed",
        """
        비밀번호가 바뀌었고 다른 기기는 모두 로그아웃되었습니다. 본인이 아니라면 바로 비밀번호를 다시 정해 주세요.
        Your password was changed and your other devices were logged out. If it was not you, set a new password now.
        """);
  }

  void addressCode(String email, String code) {
    mailer.send(
        email,
        "[선착] 새 이메일 확인 / Confirm your new address",
        """
        확인 번호: %s (10분 안에 입력해 주세요)
        Your code: %s (valid for 10 minutes)
        """
            .formatted(code, code));
  }

  void addressChanged(String oldEmail) {
    mailer.send(
        oldEmail,
        "[선착] 이메일이 바뀌었습니다 / Your address was changed",
        """
        계정의 이메일이 다른 주소로 바뀌었습니다. 본인이 아니라면 고객센터에 바로 알려 주세요.
        The address of your account was changed to another one. If it was not you, tell our staff at once.
        """);
  }

  void erased(String email) {
    mailer.send(
        email,
        "[선착] 탈퇴가 끝났습니다 / Your account is erased",
        """
        계정과 개인정보를 지웠습니다. 법이 정한 거래 기록만 이름 없이 보관합니다.
        Your account and what names you are erased. Only the records of trade that the law asks for are kept, without your name.
        """);
  }
}
