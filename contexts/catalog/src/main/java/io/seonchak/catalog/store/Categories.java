package io.seonchak.catalog.store;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What products are sorted into; operators decide. */
@Component
public class Categories {

  /** So many are shown. */
  public static final int MAX = 500;

  private final JdbcClient jdbc;

  Categories(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A category and its names. */
  public record Category(String category, String korean, String english) {}

  /** All of them. */
  public List<Category> all() {
    return jdbc.sql("SELECT category, korean, english FROM catalog.category ORDER BY 1 LIMIT ?")
        .param(MAX)
        .query((row, n) -> new Category(row.getString(1), row.getString(2), row.getString(3)))
        .list();
  }

  /** Whether there is one of that name. */
  public boolean has(String category) {
    return jdbc.sql("SELECT EXISTS (SELECT FROM catalog.category WHERE category = ?)")
        .param(category)
        .query(Boolean.class)
        .single();
  }

  /** Adds one, or gives it other names. */
  public void put(Category category) {
    jdbc.sql(
            "INSERT INTO catalog.category (category, korean, english) VALUES (?, ?, ?)"
                + " ON CONFLICT (category) DO UPDATE SET korean = excluded.korean,"
                + " english = excluded.english")
        .params(category.category(), category.korean(), category.english())
        .update();
  }
}
