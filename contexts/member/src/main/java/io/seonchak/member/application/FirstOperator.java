package io.seonchak.member.application;

import io.seonchak.member.model.EmailAddress;
import io.seonchak.member.store.GrantedRoles;
import io.seonchak.member.store.Members;
import io.seonchak.platform.id.Ids;
import io.seonchak.platform.security.MemberRole;
import io.seonchak.platform.security.Secrets;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Makes the first operator at the first start, from the settings or with a password of its own. Not
 * when there is one, whatever his address is by now: the last one cannot go.
 */
@Component
@Order(0)
class FirstOperator implements ApplicationRunner {

  /** The name of the secret that holds a generated password. */
  static final String SECRET = "operator-password";

  private final Members members;
  private final GrantedRoles roles;
  private final Passwords passwords;
  private final Secrets secrets;
  private final Ids ids;
  private final String email;
  private final String password;

  FirstOperator(
      Members members,
      GrantedRoles roles,
      Passwords passwords,
      Secrets secrets,
      Ids ids,
      @Value("${seonchak.operator.email}") String email,
      @Value("${seonchak.operator.password:}") String password) {
    this.members = members;
    this.roles = roles;
    this.passwords = passwords;
    this.secrets = secrets;
    this.ids = ids;
    this.email = EmailAddress.spelled(email);
    this.password = password;
  }

  @Override
  @Transactional
  public void run(ApplicationArguments args) {
    if (roles.anyOperator()) {
      return;
    }
    String first = password.isEmpty() ? secrets.text(SECRET) : password;
    UUID id = ids.next();
    if (members.add(id, email, "Operator", passwords.hash(first))) {
      members.verified(email);
      roles.grant(id, MemberRole.OPERATOR, null);
    }
  }
}
