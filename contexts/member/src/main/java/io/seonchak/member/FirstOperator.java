package io.seonchak.member;

import io.seonchak.platform.id.Ids;
import io.seonchak.platform.security.MemberRole;
import io.seonchak.platform.security.Secrets;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Makes the first operator at the first start, from the settings or with a password of its own. */
@Component
@Order(0)
class FirstOperator implements ApplicationRunner {

  /** The name of the secret that holds a generated password. */
  static final String SECRET = "operator-password";

  private final Members members;
  private final Passwords passwords;
  private final Secrets secrets;
  private final Ids ids;
  private final String email;
  private final String password;

  FirstOperator(
      Members members,
      Passwords passwords,
      Secrets secrets,
      Ids ids,
      @Value("${seonchak.operator.email}") String email,
      @Value("${seonchak.operator.password:}") String password) {
    this.members = members;
    this.passwords = passwords;
    this.secrets = secrets;
    this.ids = ids;
    this.email = MemberController.address(email);
    this.password = password;
  }

  @Override
  public void run(ApplicationArguments args) {
    if (members.byEmail(email).isPresent()) {
      return;
    }
    String first = password.isEmpty() ? secrets.text(SECRET) : password;
    UUID id = ids.next();
    if (members.add(id, email, "Operator", passwords.hash(first))) {
      members.verified(email);
      members.grant(id, MemberRole.OPERATOR, null);
    }
  }
}
