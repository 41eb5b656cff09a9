package io.seonchak.platform.event;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;
import org.springframework.jdbc.support.SQLExceptionTranslator;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** Transactions of a listener, and which of its faults pass by themselves. Thread-safe. */
final class Transactions {

  /** Work in a transaction. */
  interface Work<T> {
    T in(Connection connection) throws SQLException;
  }

  private static final SQLExceptionTranslator TRANSLATOR = new SQLExceptionSubclassTranslator();

  private final DataSource source;
  private final TransactionTemplate template;

  Transactions(DataSource source) {
    this.source = source;
    this.template = new TransactionTemplate(new DataSourceTransactionManager(source));
  }

  /** Does all of it or nothing; a fault of the database is a {@link DataAccessException}. */
  <T> T run(Work<T> work) {
    return template.execute(
        status -> {
          Connection connection = DataSourceUtils.getConnection(source);
          try {
            return work.in(connection);
          } catch (SQLException e) {
            throw translated(e);
          } finally {
            DataSourceUtils.releaseConnection(connection, source);
          }
        });
  }

  static DataAccessException translated(SQLException e) {
    DataAccessException known = TRANSLATOR.translate("an event's effect", null, e);
    return known == null
        ? new org.springframework.jdbc.UncategorizedSQLException("an event's effect", null, e)
        : known;
  }

  /** Whether the fault is the database's and passes: connection lost, a lock or time not had. */
  static boolean passing(@Nullable Throwable fault) {
    return fault instanceof TransientDataAccessException
        || fault instanceof RecoverableDataAccessException
        || fault instanceof DataAccessResourceFailureException
        || fault instanceof TransactionException;
  }
}
