package io.seonchak.member.store;

import io.seonchak.member.model.ImportChunk;
import io.seonchak.member.model.ImportChunk.BadLine;
import io.seonchak.member.model.ImportChunk.Row;
import io.seonchak.platform.store.Timestamps;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Imports, their chunks, and how far they are. */
@Component
public class Imports {

  /** So many bad lines are kept of an import; the others are counted. */
  public static final int BAD_KEPT = 1_000;

  private final JdbcClient jdbc;
  private final Clock clock;

  Imports(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** How much of an import was taken, and whether that was all. */
  public record Taken(int chunks, long lines, long bad, boolean whole) {}

  /**
   * How far an import is.
   *
   * @param doneChunks those whose rows are members, or were before
   * @param good rows of those
   * @param imported those of them that were not there
   */
  public record Progress(Taken taken, int doneChunks, long good, long imported) {}

  /** Begins an import; false when one has that key. */
  public boolean begin(UUID id, UUID operator, String key) {
    return jdbc.sql(
                "INSERT INTO member.import (import_id, operator_id, key, begun_at)"
                    + " VALUES (?, ?, ?, ?) ON CONFLICT (operator_id, key) DO NOTHING")
            .params(id, operator, key, Timestamps.of(clock.instant()))
            .update()
        == 1;
  }

  /** The import of an operator that has that key. */
  public UUID byKey(UUID operator, String key) {
    return jdbc.sql("SELECT import_id FROM member.import WHERE operator_id = ? AND key = ?")
        .params(operator, key)
        .query(UUID.class)
        .single();
  }

  /** What was taken; nobody adds to it until the transaction ends. */
  public Taken lock(UUID id) {
    return jdbc.sql(
            "SELECT chunks, lines, bad, received_at IS NOT NULL AS whole FROM member.import"
                + " WHERE import_id = ? FOR UPDATE")
        .param(id)
        .query(Imports::taken)
        .single();
  }

  /** The digest of a chunk, if it was taken. */
  public Optional<String> digest(UUID id, int chunk) {
    return jdbc.sql("SELECT digest FROM member.import_chunk WHERE import_id = ? AND chunk = ?")
        .params(id, chunk)
        .query(String.class)
        .optional();
  }

  /** Adds the next chunk. */
  public void add(UUID id, Taken before, ImportChunk chunk) {
    List<Row> rows = chunk.rows();
    jdbc.sql(
            "INSERT INTO member.import_chunk"
                + " (import_id, chunk, digest, good, ids, emails, names, phones)"
                + " VALUES (?, ?, ?, ?, CAST(? AS uuid[]), ?, ?, ?)")
        .param(1, id)
        .param(2, chunk.number())
        .param(3, chunk.digest())
        .param(4, rows.size())
        .param(5, texts(rows, row -> row.id().toString()))
        .param(6, texts(rows, Row::email))
        .param(7, texts(rows, Row::name))
        .param(8, texts(rows, Row::phone))
        .update();
    addBad(id, chunk.bad(), (int) Math.max(0, BAD_KEPT - before.bad()));
    jdbc.sql(
            "UPDATE member.import SET chunks = chunks + 1, lines = lines + ?, bad = bad + ?"
                + " WHERE import_id = ?")
        .params(chunk.lines(), chunk.bad().size(), id)
        .update();
  }

  private void addBad(UUID id, List<BadLine> bad, int most) {
    List<BadLine> kept = bad.subList(0, Math.min(most, bad.size()));
    if (kept.isEmpty()) {
      return;
    }
    jdbc.sql(
            "INSERT INTO member.import_bad_line (import_id, line, why)"
                + " SELECT CAST(? AS uuid), * FROM unnest(CAST(? AS bigint[]), CAST(? AS text[]))")
        .param(1, id)
        .param(2, kept.stream().map(BadLine::line).toArray(Long[]::new))
        .param(3, kept.stream().map(BadLine::why).toArray(String[]::new))
        .update();
  }

  /** That was all of it. */
  public void whole(UUID id) {
    jdbc.sql("UPDATE member.import SET received_at = coalesce(received_at, ?) WHERE import_id = ?")
        .params(Timestamps.of(clock.instant()), id)
        .update();
  }

  /**
   * Makes members of a chunk, once. Whoever signed up with one of its addresses and never showed
   * that it is his makes room. Of several with one address the first counts.
   */
  public void settle(UUID id, int chunk) {
    // The table may grow from nothing to millions behind a plan that was made once.
    jdbc.sql("SET LOCAL plan_cache_mode = force_custom_plan").update();
    boolean waits =
        jdbc.sql(
                "SELECT done_at IS NULL FROM member.import_chunk"
                    + " WHERE import_id = ? AND chunk = ? FOR UPDATE")
            .params(id, chunk)
            .query(Boolean.class)
            .optional()
            .orElse(false);
    if (!waits) {
      return;
    }
    jdbc.sql(
            """
            DELETE FROM member.member m USING member.import_chunk c
            WHERE c.import_id = ? AND c.chunk = ? AND m.email = ANY(c.emails)
              AND m.verified_at IS NULL AND m.password_hash IS NOT NULL\
            """)
        .params(id, chunk)
        .update();
    jdbc.sql(
            """
            WITH waiting AS (
              SELECT one.* FROM member.import_chunk c,
                unnest(c.ids, c.emails, c.names, c.phones) AS one (id, email, name, phone)
              WHERE c.import_id = :import AND c.chunk = :chunk
            ), added AS (
              INSERT INTO member.member (member_id, email, name, phone, created_at)
              SELECT id, email, name, phone, :now FROM waiting
              ON CONFLICT (email) DO NOTHING RETURNING member_id
            ), granted AS (
              INSERT INTO member.member_role (member_id, role, granted_at)
              SELECT member_id, 'MEMBER', :now FROM added
            )
            UPDATE member.import_chunk SET imported = (SELECT count(*) FROM added), done_at = :now,
              ids = NULL, emails = NULL, names = NULL, phones = NULL
            WHERE import_id = :import AND chunk = :chunk\
            """)
        .param("import", id)
        .param("chunk", chunk)
        .param("now", Timestamps.of(clock.instant()))
        .update();
  }

  /** How far it is; empty when there is no such. */
  public Optional<Progress> progress(UUID id) {
    return jdbc.sql(
            """
            SELECT i.chunks, i.lines, i.bad, i.received_at IS NOT NULL AS whole,
                   d.chunks AS done, d.good, d.imported
            FROM member.import i, LATERAL (
              SELECT count(*) AS chunks, coalesce(sum(c.good), 0) AS good,
                     coalesce(sum(c.imported), 0) AS imported
              FROM member.import_chunk c
              WHERE c.import_id = i.import_id AND c.done_at IS NOT NULL) d
            WHERE i.import_id = ?\
            """)
        .param(id)
        .query(
            (row, n) ->
                new Progress(
                    taken(row, n),
                    row.getInt("done"),
                    row.getLong("good"),
                    row.getLong("imported")))
        .optional();
  }

  /** Its first bad lines, in their order. */
  public List<BadLine> bad(UUID id) {
    return jdbc.sql(
            "SELECT line, why FROM member.import_bad_line WHERE import_id = ?"
                + " ORDER BY line LIMIT ?")
        .params(id, BAD_KEPT)
        .query((row, n) -> new BadLine(row.getLong("line"), row.getString("why")))
        .list();
  }

  private static Taken taken(ResultSet row, int number) throws SQLException {
    return new Taken(
        row.getInt("chunks"), row.getLong("lines"), row.getLong("bad"), row.getBoolean("whole"));
  }

  private static @Nullable String[] texts(List<Row> rows, Function<Row, @Nullable String> field) {
    @Nullable String[] texts = new String[rows.size()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = field.apply(rows.get(i));
    }
    return texts;
  }
}
