package io.seonchak.member.store;

import java.time.Duration;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What nobody needs any more. Removed in bounded batches, by the database's clock. */
@Component
public class Leftovers {

  /** Whoever does not show within this that the address is his was not serious. */
  public static final Duration UNPROVEN_KEPT = Duration.ofDays(7);

  /** How long an account that was left still counts for "one person, one claim". */
  public static final Duration PERSON_KEPT = Duration.ofDays(30);

  private static final Duration NETWORK_KEPT = Duration.ofDays(90);
  private static final Duration REVOCATION_KEPT = Duration.ofDays(1);
  private static final Duration IMPORT_KEPT = Duration.ofDays(30);
  private static final int BATCH = 1_000;

  /** By table: which of its rows are old. */
  private static final Map<String, Old> OLD =
      Map.of(
          "email_code", new Old("expires_at <", Duration.ofHours(1)),
          "refresh_token", new Old("expires_at <", Duration.ofHours(1)),
          "session",
              new Old(
                  "NOT EXISTS (SELECT FROM member.refresh_token t WHERE t.session_id ="
                      + " session.session_id) AND last_used_at <",
                  Duration.ofHours(1)),
          "revocation", new Old("revoked_at <", REVOCATION_KEPT),
          "known_network", new Old("seen_at <", NETWORK_KEPT),
          "person", new Old("left_at <", PERSON_KEPT),
          "import", new Old("begun_at <", IMPORT_KEPT),
          "member",
              new Old(
                  "verified_at IS NULL AND erased_at IS NULL AND password_hash IS NOT NULL"
                      + " AND created_at <",
                  UNPROVEN_KEPT));

  private record Old(String condition, Duration kept) {}

  private final JdbcClient jdbc;

  Leftovers(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Removes at most a batch of each kind; how many. */
  public int removeSome() {
    return OLD.entrySet().stream().mapToInt(old -> remove(old.getKey(), old.getValue())).sum();
  }

  private int remove(String table, Old old) {
    String name = "member." + table;
    return jdbc.sql(
            "DELETE FROM "
                + name
                + " WHERE ctid IN (SELECT ctid FROM "
                + name
                + " WHERE "
                + old.condition()
                + " clock_timestamp() - make_interval(secs => ?) LIMIT ?)")
        .params((double) old.kept().toSeconds(), BATCH)
        .update();
  }
}
