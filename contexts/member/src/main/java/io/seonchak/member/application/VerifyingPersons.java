package io.seonchak.member.application;

import io.seonchak.member.model.Ci;
import io.seonchak.member.model.Member;
import io.seonchak.member.model.MemberProblem;
import io.seonchak.member.store.AuditTrail;
import io.seonchak.member.store.AuditTrail.What;
import io.seonchak.member.store.Members;
import io.seonchak.member.store.People;
import io.seonchak.platform.id.Ids;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.security.KeyedHash;
import io.seonchak.platform.security.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Which human being a member is, so that "one person, one claim" can mean a person. Of the CI only
 * a keyed hash is kept; what others see is a random id. One living account a human being.
 */
@Service
public class VerifyingPersons {

  /** The longest reference that is looked at, in characters. */
  public static final int REFERENCE_MAX = 500;

  private final PhoneVerification agency;
  private final Members members;
  private final People people;
  private final AuditTrail audit;
  private final Throttle throttle;
  private final Ids ids;
  private final TransactionOperations transactions;
  private final KeyedHash seal;

  VerifyingPersons(
      PhoneVerification agency,
      Members members,
      People people,
      AuditTrail audit,
      Throttle throttle,
      Ids ids,
      TransactionOperations transactions,
      Secrets secrets) {
    this.agency = agency;
    this.members = members;
    this.people = people;
    this.audit = audit;
    this.throttle = throttle;
    this.ids = ids;
    this.transactions = transactions;
    this.seal = new KeyedHash(secrets.text("verification-key"));
  }

  /** Begins; the reference is good for this member and this telephone only. */
  public PhoneVerification.Started start(UUID member, String phone, String network) {
    requireOffered();
    throttle.count("phone", network, member.toString());
    throttle.count("phone", "any", phone);
    PhoneVerification.Started started = agency.start(phone);
    String sealed = started.reference() + '.' + sealOf(member, phone, started.reference());
    return new PhoneVerification.Started(sealed, started.expiresAt());
  }

  /** Completes. */
  public void complete(UUID member, String phone, String sealed, String code, String network) {
    requireOffered();
    throttle.count("phone-code", network, member.toString());
    Ci ci =
        agency
            .complete(reference(member, phone, sealed), code)
            .orElseThrow(() -> Problem.of(MemberProblem.WRONG_CODE));
    try {
      transactions.executeWithoutResult(status -> settle(member, phone, ci));
    } catch (DuplicateKeyException e) {
      throw Problem.of(MemberProblem.PERSON_HAS_ACCOUNT);
    }
  }

  private void settle(UUID id, String phone, Ci ci) {
    Member member = members.lock(id);
    UUID person = people.is(ci, ids.next());
    if (member.person() != null && !member.person().equals(person)) {
      throw Problem.of(MemberProblem.PERSON_HAS_ACCOUNT);
    }
    members.person(id, person, phone);
    audit.add(id, id, What.PERSON_VERIFIED, "");
  }

  private void requireOffered() {
    if (!agency.offered()) {
      throw Problem.of(MemberProblem.PHONE_VERIFICATION_OFF);
    }
  }

  private String reference(UUID member, String phone, String sealed) {
    int dot = sealed.lastIndexOf('.');
    String reference = sealed.substring(0, Math.max(0, dot));
    boolean his =
        MessageDigest.isEqual(
            sealOf(member, phone, reference).getBytes(StandardCharsets.UTF_8),
            sealed.substring(dot + 1).getBytes(StandardCharsets.UTF_8));
    if (!his) {
      throw Problem.of(MemberProblem.WRONG_CODE);
    }
    return reference;
  }

  private String sealOf(UUID member, String phone, String reference) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(seal.of(member.toString(), phone, reference));
  }
}
