package io.seonchak.catalog.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What is known of the external server of time sales, the same for all instances. */
@Component
public class Feeds {

  private static final int REASON_MAX = 300;

  private final JdbcClient jdbc;
  private final Clock clock;
  private final String address;

  Feeds(JdbcClient jdbc, Clock clock, @Value("${seonchak.feed.url:}") String address) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.address = address;
  }

  /** How it is with it. The names stand in answers and tables. */
  public enum State {
    /** It was never asked. */
    UNKNOWN,
    /** It answered. */
    UP,
    /** It did not answer; what it said last counts. */
    DOWN,
    /** It answered what is no answer; what it said last counts. */
    WRONG
  }

  /**
   * What is known.
   *
   * @param since when that state began
   * @param reason why, where it is not up; for operators
   * @param heardAt when it answered last
   */
  public record Feed(State state, Instant since, String reason, @Nullable Instant heardAt) {}

  /** Where it is; empty when there is none. */
  public String address() {
    return address;
  }

  /** Whether there is one. */
  public boolean configured() {
    return !address.isEmpty();
  }

  /** Takes the next turn to ask it; false when another instance has it. */
  public boolean takeTurn(Duration every) {
    return jdbc.sql("UPDATE catalog.feed SET next_at = ? WHERE next_at <= ?")
            .params(utc(clock.instant().plus(every)), utc(clock.instant()))
            .update()
        == 1;
  }

  /** Takes down how it went. */
  public void went(State state, String reason) {
    String shown = reason.length() <= REASON_MAX ? reason : reason.substring(0, REASON_MAX);
    OffsetDateTime now = utc(clock.instant());
    jdbc.sql(
            "UPDATE catalog.feed SET since = CASE WHEN state = ? THEN since ELSE ? END,"
                + " heard_at = CASE WHEN ? = 'UP' THEN ? ELSE heard_at END,"
                + " state = ?, reason = ?")
        .params(state.name(), now, state.name(), now, state.name(), shown)
        .update();
  }

  /** What is known of it. */
  public Feed read() {
    return jdbc.sql("SELECT state, since, reason, heard_at FROM catalog.feed")
        .query(
            (row, n) -> {
              OffsetDateTime heardAt = row.getObject("heard_at", OffsetDateTime.class);
              return new Feed(
                  State.valueOf(row.getString("state")),
                  row.getObject("since", OffsetDateTime.class).toInstant(),
                  row.getString("reason"),
                  heardAt == null ? null : heardAt.toInstant());
            })
        .single();
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
