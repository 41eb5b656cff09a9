package io.seonchak.member.store;

import io.seonchak.member.model.Member;
import io.seonchak.member.model.Profile;
import io.seonchak.platform.cache.CacheSpec;
import io.seonchak.platform.cache.ContextCaches;
import io.seonchak.platform.cache.TwoLevelCache;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.security.MemberRole;
import io.seonchak.platform.store.Timestamps;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Who is a member. The erased are not found. What others may see of one is cached; whoever changes
 * it here drops it, in his transaction, on every instance.
 */
@Component
public class Members {

  private static final String SELECT =
      "SELECT m.member_id, m.email, m.name, m.password_hash, m.phone, m.person_id, m.verified_at,"
          + " m.token_version, (SELECT array_agg(role) FROM member.member_role r"
          + " WHERE r.member_id = m.member_id) AS roles FROM member.member m"
          + " WHERE m.erased_at IS NULL AND ";

  /** An address that somebody signed up with and that nobody has shown to be his is nobody's. */
  private static final String COUNTS = "(m.verified_at IS NOT NULL OR m.password_hash IS NULL)";

  /** A crowd's worth; half a kilobyte each. */
  private static final int PROFILES_IN_MEMORY = 50_000;

  private final JdbcClient jdbc;
  private final Clock clock;
  private final TwoLevelCache<UUID, Profile> profiles;

  Members(JdbcClient jdbc, Clock clock, @Qualifier("memberCaches") ContextCaches caches) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.profiles =
        caches.cache(
            CacheSpec.of("profile", 1, Profile.class, UUID::fromString, this::profilesOf)
                .inMemory(PROFILES_IN_MEMORY));
  }

  /** What others may see of a member, at most a second old; of those whose address is theirs. */
  public Optional<Profile> profile(UUID id) {
    return profiles.get(id);
  }

  private Map<UUID, Profile> profilesOf(Set<UUID> ids) {
    return jdbc
        .sql(SELECT + COUNTS + " AND m.member_id = ANY(CAST(? AS uuid[]))")
        .param(ids.stream().map(UUID::toString).toArray(String[]::new))
        // As a stream the rows would keep their connection until somebody closes it.
        .query(Members::read)
        .list()
        .stream()
        .collect(Collectors.toMap(Member::id, Member::profile));
  }

  /**
   * Adds a member; false when the address is taken.
   *
   * @param passwordHash absent for one who enters by password reset
   */
  public boolean add(UUID id, String email, String name, @Nullable String passwordHash) {
    return jdbc.sql(
                "WITH added AS (INSERT INTO member.member"
                    + " (member_id, email, name, password_hash, created_at) VALUES (?, ?, ?, ?, ?)"
                    + " ON CONFLICT (email) DO NOTHING RETURNING member_id, created_at)"
                    + " INSERT INTO member.member_role (member_id, role, granted_at)"
                    + " SELECT member_id, 'MEMBER', created_at FROM added")
            .param(1, id)
            .param(2, email)
            .param(3, name)
            .param(4, passwordHash, Types.VARCHAR)
            .param(5, now())
            .update()
        == 1;
  }

  /** Makes room for whoever shows that the address is his: nobody did who signed up before. */
  public void forgetUnproven(String email) {
    jdbc.sql(
            "DELETE FROM member.member WHERE email = ? AND verified_at IS NULL"
                + " AND password_hash IS NOT NULL")
        .param(email)
        .update();
  }

  /** By address, as {@link io.seonchak.member.model.EmailAddress#spelled} spells it. */
  public Optional<Member> byEmail(String email) {
    return jdbc.sql(SELECT + "m.email = ?").param(email).query(Members::read).optional();
  }

  /** By id. */
  public Optional<Member> byId(UUID id) {
    return jdbc.sql(SELECT + "m.member_id = ?").param(id).query(Members::read).optional();
  }

  /**
   * The same for one who must be there.
   *
   * @throws Problem NOT_FOUND for ids of nobody, and of those who have left
   */
  public Member require(UUID id) {
    return byId(id).orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
  }

  /**
   * The same, and nobody else changes him until the transaction ends.
   *
   * @throws Problem NOT_FOUND for ids of nobody, and of those who have left
   */
  public Member lock(UUID id) {
    return jdbc.sql(SELECT + "m.member_id = ? FOR UPDATE OF m")
        .param(id)
        .query(Members::read)
        .optional()
        .orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
  }

  /** The address is his. In a transaction, like all changes. */
  public void verified(String email) {
    profiles.changed(
        jdbc.sql(
                "UPDATE member.member SET verified_at = ? WHERE email = ? AND verified_at IS NULL"
                    + " RETURNING member_id")
            .params(now(), email)
            .query((row, n) -> Objects.requireNonNull(row.getObject(1, UUID.class)))
            .list());
  }

  /** Sets what people call and reach him by. */
  public void describe(UUID id, String name, @Nullable String phone) {
    jdbc.sql("UPDATE member.member SET name = ?, phone = ? WHERE member_id = ?")
        .param(1, name)
        .param(2, phone, Types.VARCHAR)
        .param(3, id)
        .update();
    dropped(id);
  }

  /** Sets the password. */
  public void password(UUID id, String hash) {
    jdbc.sql("UPDATE member.member SET password_hash = ? WHERE member_id = ?")
        .params(hash, id)
        .update();
  }

  /**
   * Sets the address, which he has shown to be his.
   *
   * @throws org.springframework.dao.DuplicateKeyException when it is another's
   */
  public void address(UUID id, String email) {
    jdbc.sql("UPDATE member.member SET email = ?, verified_at = ? WHERE member_id = ?")
        .params(email, now(), id)
        .update();
    dropped(id);
  }

  /**
   * Says which human being it is.
   *
   * @throws org.springframework.dao.DuplicateKeyException when he has another account
   */
  public void person(UUID id, UUID person, String phone) {
    jdbc.sql("UPDATE member.member SET person_id = ?, phone = ? WHERE member_id = ?")
        .params(person, phone, id)
        .update();
    dropped(id);
  }

  /** Removes what names him; the id stays, for orders refer to it. */
  public void erase(UUID id) {
    jdbc.sql(
            "UPDATE member.member SET email = NULL, name = NULL, password_hash = NULL,"
                + " phone = NULL, person_id = NULL, verified_at = NULL, erased_at = ?"
                + " WHERE member_id = ?")
        .params(now(), id)
        .update();
    dropped(id);
  }

  /** Makes all tokens of a member old, as a change of roles does; the version that counts now. */
  public int nextTokenVersion(UUID id) {
    dropped(id);
    return jdbc.sql(
            "UPDATE member.member SET token_version = token_version + 1 WHERE member_id = ?"
                + " RETURNING token_version")
        .param(id)
        .query(Integer.class)
        .optional()
        .orElseThrow(() -> Problem.of(CommonProblem.UNAUTHENTICATED));
  }

  private void dropped(UUID id) {
    profiles.changed(List.of(id));
  }

  private OffsetDateTime now() {
    return Timestamps.of(clock.instant());
  }

  private static Member read(ResultSet row, int number) throws SQLException {
    return new Member(
        row.getObject("member_id", UUID.class),
        row.getString("email"),
        row.getString("name"),
        row.getString("password_hash"),
        row.getString("phone"),
        row.getObject("person_id", UUID.class),
        Timestamps.readAbsent(row, "verified_at"),
        row.getInt("token_version"),
        roles(row));
  }

  private static Set<MemberRole> roles(ResultSet row) throws SQLException {
    Set<MemberRole> roles = EnumSet.noneOf(MemberRole.class);
    if (row.getArray("roles") != null) {
      String[] names = (String[]) row.getArray("roles").getArray();
      Arrays.stream(names).map(MemberRole::valueOf).forEach(roles::add);
    }
    return roles;
  }
}
