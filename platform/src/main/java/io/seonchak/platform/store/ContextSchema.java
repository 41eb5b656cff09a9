package io.seonchak.platform.store;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * A context's schema, brought up to date when this exists. Each has its own history table, so that
 * contexts may move to databases of their own.
 */
public final class ContextSchema {

  private final String name;

  private ContextSchema(String name) {
    this.name = name;
  }

  /**
   * Migrates the schema.
   *
   * @param locations where its scripts lie, for example {@code classpath:db/member}
   */
  public static ContextSchema migrated(DataSource source, String name, String... locations) {
    Flyway.configure()
        .dataSource(source)
        .schemas(name)
        .defaultSchema(name)
        .locations(locations)
        // Scripts shared by contexts (the kernel's, the events') have numbers below a context's
        // own.
        .outOfOrder(true)
        .load()
        .migrate();
    return new ContextSchema(name);
  }

  /** The schema's name. */
  public String name() {
    return name;
  }
}
