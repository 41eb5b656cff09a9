package io.seonchak.catalog.store;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who wishes for what. */
@Component
public class Wishes {

  private final JdbcClient jdbc;

  Wishes(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A wish; those made later have greater ids. */
  public record Wish(UUID id, UUID product) {}

  /** How many a member has; he makes no other meanwhile. */
  public int countLocked(UUID member) {
    jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))")
        .param("wish " + member)
        .query((row, n) -> true)
        .single();
    return jdbc.sql("SELECT count(*) FROM catalog.wish WHERE member_id = ?")
        .param(member)
        .query(Integer.class)
        .single();
  }

  /** Whether he wishes for it. */
  public boolean has(UUID member, UUID product) {
    return jdbc.sql(
            "SELECT EXISTS (SELECT FROM catalog.wish WHERE member_id = ? AND product_id = ?)")
        .params(member, product)
        .query(Boolean.class)
        .single();
  }

  /** Adds a wish, once. */
  public void add(UUID member, Wish wish) {
    jdbc.sql(
            "INSERT INTO catalog.wish (member_id, product_id, wish_id) VALUES (?, ?, ?)"
                + " ON CONFLICT DO NOTHING")
        .params(member, wish.product(), wish.id())
        .update();
  }

  /** Removes a wish, if there is one. */
  public void remove(UUID member, UUID product) {
    jdbc.sql("DELETE FROM catalog.wish WHERE member_id = ? AND product_id = ?")
        .params(member, product)
        .update();
  }

  /** The wishes of a member, newest first, behind {@code after}. */
  public List<Wish> page(UUID member, @Nullable UUID after, int limit) {
    return jdbc.sql(
            "SELECT wish_id, product_id FROM catalog.wish WHERE member_id = ?"
                + " AND (CAST(? AS uuid) IS NULL OR wish_id < ?) ORDER BY wish_id DESC LIMIT ?")
        .params(Arrays.<@Nullable Object>asList(member, after, after, limit))
        .query((row, n) -> new Wish(row.getObject(1, UUID.class), row.getObject(2, UUID.class)))
        .list();
  }
}
