package io.seonchak.payment.store;

import io.seonchak.payment.model.Repair;
import io.seonchak.platform.store.Timestamps;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What people have to look at: what was noted, and what rests for too long. */
@Component
public class Repairs {

  /** How long an attempt may be unknown before people are called. */
  static final Duration ATTEMPT_WITHIN = Duration.ofSeconds(60);

  /** How long a refund may take before people are called. */
  static final Duration CANCEL_WITHIN = Duration.ofMinutes(2);

  private static final String RESTING =
      "SELECT attempt_id, 'ATTEMPT_UNKNOWN', order_id, attempt_id, state, COALESCE(unsure_at,"
          + " sent_at, made_at) FROM payment.attempt WHERE state IN ('STARTED', 'UNKNOWN') AND"
          + " COALESCE(unsure_at, sent_at, made_at) < :attempts UNION ALL SELECT cancel_id,"
          + " 'CANCEL_LATE', order_id, cancel_id, state, made_at FROM payment.cancel WHERE state"
          + " IN ('PENDING', 'SENT') AND made_at < :cancels";
  private static final String NOTED =
      "SELECT repair_id, kind, order_id, subject_id, note, made_at FROM payment.repair WHERE"
          + " ended_at IS NULL";

  private final JdbcClient jdbc;

  Repairs(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * How much rests.
   *
   * @param unknown attempts whose end is not known
   * @param unknownSeconds how long the oldest of them is not
   * @param cancels refunds that are not done
   * @param cancelSeconds how long the oldest of them waits
   * @param repairs what people have to look at
   */
  public record Figures(
      long unknown, double unknownSeconds, long cancels, double cancelSeconds, long repairs) {

    /** Nothing rests. */
    public static final Figures NONE = new Figures(0, 0, 0, 0, 0);
  }

  /** Notes something, once while it stands. */
  public void note(Repair repair) {
    jdbc.sql(
            "INSERT INTO payment.repair (repair_id, kind, order_id, subject_id, note, made_at)"
                + " VALUES (:id, :kind, :order, :subject, :note, :now) ON CONFLICT DO NOTHING")
        .param("id", repair.id())
        .param("kind", repair.kind().name())
        .param("order", repair.orderId())
        .param("subject", repair.subject())
        .param("note", repair.note())
        .param("now", Timestamps.of(repair.since()))
        .update();
  }

  /** What there is, the oldest first. */
  public List<Repair> open(Instant now, int most) {
    return jdbc.sql(NOTED + " UNION ALL " + RESTING + " ORDER BY 6, 1 LIMIT :most")
        .param("attempts", Timestamps.of(now.minus(ATTEMPT_WITHIN)))
        .param("cancels", Timestamps.of(now.minus(CANCEL_WITHIN)))
        .param("most", most)
        .query(Repairs::read)
        .list();
  }

  /** Strikes one off that was noted; whether it stood there. */
  public boolean end(UUID id, UUID by, Instant now) {
    return jdbc.sql(
                "UPDATE payment.repair SET ended_at = :now, ended_by = :by WHERE repair_id = :id"
                    + " AND ended_at IS NULL")
            .param("now", Timestamps.of(now))
            .param("by", by)
            .param("id", id)
            .update()
        == 1;
  }

  /** How much rests. */
  public Figures figures(Instant now) {
    return jdbc.sql(
            "SELECT a.n, a.age, c.n, c.age, (SELECT count(*) FROM ("
                + NOTED
                + " UNION ALL "
                + RESTING
                + ") r) FROM (SELECT count(*) n, COALESCE(EXTRACT(EPOCH FROM :now -"
                + " min(COALESCE(unsure_at, sent_at, made_at))), 0) age FROM payment.attempt WHERE"
                + " state IN ('STARTED', 'UNKNOWN')) a, (SELECT count(*) n,"
                + " COALESCE(EXTRACT(EPOCH FROM :now - min(made_at)), 0) age FROM payment.cancel"
                + " WHERE state IN ('PENDING', 'SENT')) c")
        .param("now", Timestamps.of(now))
        .param("attempts", Timestamps.of(now.minus(ATTEMPT_WITHIN)))
        .param("cancels", Timestamps.of(now.minus(CANCEL_WITHIN)))
        .query(
            (row, n) ->
                new Figures(
                    row.getLong(1),
                    row.getDouble(2),
                    row.getLong(3),
                    row.getDouble(4),
                    row.getLong(5)))
        .single();
  }

  private static Repair read(ResultSet row, int number) throws SQLException {
    return new Repair(
        row.getObject(1, UUID.class),
        Repair.Kind.valueOf(row.getString(2)),
        row.getObject(3, UUID.class),
        row.getObject(4, UUID.class),
        row.getString(5),
        row.getObject(6, java.time.OffsetDateTime.class).toInstant());
  }
}
