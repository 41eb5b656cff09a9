package io.seonchak.member.store;

import io.seonchak.member.model.Ci;
import io.seonchak.platform.security.KeyedHash;
import io.seonchak.platform.security.Secrets;
import io.seonchak.platform.store.Timestamps;
import java.time.Clock;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Human beings who have shown who they are: a random id, and a keyed hash of the CI. */
@Component
public class People {

  private final JdbcClient jdbc;
  private final Clock clock;
  private final KeyedHash hash;

  People(JdbcClient jdbc, Clock clock, Secrets secrets) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.hash = new KeyedHash(secrets.text("person-key"));
  }

  /** The id of that human being; {@code fresh} for one who was never here, or long ago. */
  public UUID is(Ci ci, UUID fresh) {
    return jdbc.sql(
            "INSERT INTO member.person (person_id, ci_hash) VALUES (?, ?)"
                + " ON CONFLICT (ci_hash) DO UPDATE SET left_at = NULL RETURNING person_id")
        .params(fresh, hash.of(ci.value()))
        .query(UUID.class)
        .single();
  }

  /** His account is gone; he is forgotten after a while. */
  public void left(UUID person) {
    jdbc.sql("UPDATE member.person SET left_at = ? WHERE person_id = ?")
        .params(Timestamps.of(clock.instant()), person)
        .update();
  }
}
