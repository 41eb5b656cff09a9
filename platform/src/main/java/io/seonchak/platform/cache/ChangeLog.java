package io.seonchak.platform.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What changed, as the database tells it: {@code cache_change} in a context's schema. One reader;
 * not for many threads at once.
 */
final class ChangeLog {

  /** How long a change is kept for those who look late; longer than any entry lives. */
  static final Duration KEPT = CacheSpec.LIFE_MAX.plusMinutes(5);

  private static final int PAGE = 5_000;
  private static final int RECENT_MAX = 50_000;

  private final JdbcClient jdbc;
  private final String table;
  private final Map<Long, Long> seen = new HashMap<>();
  private long from;

  /** A change of an entry. */
  record Change(long id, String cache, String key) {}

  private record Row(long horizon, long tx, Change change) {}

  ChangeLog(JdbcClient jdbc, String schema) {
    this.jdbc = jdbc;
    this.table = schema + ".cache_change";
  }

  /** Records changes in the transaction of now. */
  List<Change> record(String cache, Set<String> keys) {
    List<Change> changes = new ArrayList<>();
    jdbc.sql(
            "INSERT INTO "
                + table
                + " (cache, key) SELECT ?, unnest(CAST(? AS text[])) RETURNING change_id, key")
        .params(cache, keys.toArray(String[]::new))
        .query((row, n) -> new Change(row.getLong(1), cache, row.getString(2)))
        .list()
        .forEach(changes::add);
    return changes;
  }

  /**
   * What was committed since the last look; at the first look, all that is kept. A transaction that
   * began early may become visible late, so each look starts at the oldest one that was still
   * running at the look before.
   */
  List<Change> news() {
    List<Change> news = new ArrayList<>();
    List<Row> page = page(from, 0);
    long horizon = page.getFirst().horizon();
    while (true) {
      page.stream().filter(this::isNew).map(Row::change).forEach(news::add);
      if (page.size() < PAGE) {
        break;
      }
      Row last = page.getLast();
      page = page(last.tx(), last.change().id() + 1);
    }
    seen.values().removeIf(tx -> tx < horizon);
    from = horizon;
    return news;
  }

  /** The next look finds all that is kept, because what the last one found had no effect. */
  void startOver() {
    from = 0;
    seen.clear();
  }

  private boolean isNew(Row row) {
    return row.change().id() > 0 && seen.put(row.change().id(), row.tx()) == null;
  }

  /** At least one row, so that the horizon is known; an id of 0 is no change. */
  private List<Row> page(long tx, long id) {
    return jdbc.sql(
            """
            SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon,
                   c.tx::text::bigint AS tx, coalesce(c.change_id, 0) AS id, c.cache, c.key
            FROM (SELECT 1) one LEFT JOIN LATERAL
              (SELECT * FROM %s WHERE (tx, change_id) >= (CAST(CAST(? AS text) AS xid8), ?)
               ORDER BY tx, change_id LIMIT ?) c ON true\
            """
                .formatted(table))
        .params(Long.toString(tx), id, PAGE)
        .query(
            (row, n) ->
                new Row(
                    row.getLong("horizon"),
                    row.getLong("tx"),
                    row.getLong("id") == 0
                        ? new Change(0, "", "")
                        : new Change(
                            row.getLong("id"), row.getString("cache"), row.getString("key"))))
        .list();
  }

  /** What was recorded within the last while, whether seen or not. */
  List<Change> recent(Duration past) {
    return jdbc.sql(
            "SELECT change_id, cache, key FROM "
                + table
                + " WHERE at > clock_timestamp() - make_interval(secs => ?)"
                + " ORDER BY change_id DESC LIMIT "
                + RECENT_MAX)
        .param((double) past.toSeconds())
        .query((row, n) -> new Change(row.getLong(1), row.getString(2), row.getString(3)))
        .list();
  }

  /** Removes what nobody needs any more. */
  void forget() {
    jdbc.sql("DELETE FROM " + table + " WHERE at < clock_timestamp() - make_interval(secs => ?)")
        .param((double) KEPT.toSeconds())
        .update();
  }
}
