package io.seonchak.member.store;

import io.seonchak.platform.security.KeyedHash;
import io.seonchak.platform.security.Secrets;
import io.seonchak.platform.store.Timestamps;
import java.time.Clock;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** From where a member has shown before that he is himself. Keyed hashes, no addresses. */
@Component
public class KnownNetworks {

  private static final int MOST = 20;

  private final JdbcClient jdbc;
  private final Clock clock;
  private final KeyedHash hash;

  KnownNetworks(JdbcClient jdbc, Clock clock, Secrets secrets) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.hash = new KeyedHash(secrets.text("network-key"));
  }

  /** Whether the member with that address has been there before; false for addresses of nobody. */
  public boolean known(String email, String network) {
    return jdbc.sql(
            "SELECT EXISTS (SELECT FROM member.known_network n JOIN member.member m"
                + " USING (member_id) WHERE m.email = ? AND n.network_hash = ?)")
        .params(email, hash.of(network))
        .query(Boolean.class)
        .single();
  }

  /** Remembers where he was, and forgets the longest unseen beyond a few. */
  public void remember(UUID member, String network) {
    jdbc.sql(
            "INSERT INTO member.known_network (member_id, network_hash, seen_at) VALUES (?, ?, ?)"
                + " ON CONFLICT (member_id, network_hash) DO UPDATE SET seen_at = excluded.seen_at")
        .params(member, hash.of(network), Timestamps.of(clock.instant()))
        .update();
    jdbc.sql(
            "DELETE FROM member.known_network WHERE member_id = ? AND network_hash NOT IN"
                + " (SELECT network_hash FROM member.known_network WHERE member_id = ?"
                + " ORDER BY seen_at DESC LIMIT ?)")
        .params(member, member, MOST)
        .update();
  }

  /** Forgets all of a member's. */
  public void forget(UUID member) {
    jdbc.sql("DELETE FROM member.known_network WHERE member_id = ?").param(member).update();
  }
}
