package io.seonchak.tosssimulator;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Answers by {@code Idempotency-Key}: kept for 15 days from the first, given again byte for byte,
 * refusals too. Bodies are not compared.
 */
@Component
class Replays {

  static final Duration KEPT = Duration.ofDays(15);
  static final int KEY_MAX = 300;

  private final JdbcClient jdbc;

  Replays(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** What is known of a key: an answer, that another holds it just now, or nothing. */
  record Known(boolean mine, Optional<Reply> reply) {}

  /** Takes the key until the transaction ends, and looks whether it was answered before. */
  Known take(byte[] scope, Instant now) {
    return jdbc.sql(
            "SELECT taken.mine, r.status, r.body FROM (SELECT pg_try_advisory_xact_lock(?) AS mine)"
                + " taken LEFT JOIN toss_simulator.replay r ON r.scope = ? AND r.first_at > ?")
        .params(ByteBuffer.wrap(scope).getLong(), scope, utc(now.minus(KEPT)))
        .query(Replays::read)
        .single();
  }

  /**
   * Keeps an answer.
   *
   * @throws Refusal when another was quicker; all that was done is undone
   */
  void keep(byte[] scope, Reply reply, Instant now) {
    int kept =
        jdbc.sql(
                "INSERT INTO toss_simulator.replay AS r (scope, status, body, first_at)"
                    + " VALUES (?, ?, ?, ?) ON CONFLICT (scope) DO UPDATE SET status ="
                    + " excluded.status, body = excluded.body, first_at = excluded.first_at"
                    + " WHERE r.first_at <= ?")
            .params(scope, reply.status(), reply.body(), utc(now), utc(now.minus(KEPT)))
            .update();
    if (kept == 0) {
      throw Refusal.of(Code.IDEMPOTENT_REQUEST_PROCESSING);
    }
  }

  private static Known read(ResultSet row, int number) throws SQLException {
    int status = row.getInt("status");
    return new Known(
        row.getBoolean("mine"),
        status == 0 ? Optional.empty() : Optional.of(new Reply(status, row.getBytes("body"))));
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
