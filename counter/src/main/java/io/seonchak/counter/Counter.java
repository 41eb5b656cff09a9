package io.seonchak.counter;

import io.seonchak.claims.Claims;
import io.seonchak.claims.PoolId;
import io.seonchak.claims.PoolTerms;
import io.seonchak.platform.web.Room;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DataSourceUtils;

/**
 * A context's counter: its kernel, and what everybody needs there who serves people. Made by the
 * context's wiring with {@link CounterParts#counter}. Thread-safe.
 *
 * @param context the context's name, which is its ledger's
 * @param keys the keys its blocks are signed with
 * @param claimants who somebody is that claims
 * @param meter counts the answers
 * @param readers the turns of those who only read
 * @param room for claims that wait for their decision
 */
public record Counter(
    String context,
    Claims claims,
    LedgerKeys keys,
    Claimants claimants,
    ClaimMeter meter,
    FewReaders readers,
    Room room) {

  /**
   * Makes a pool in the transaction Spring has opened on {@code source} on this thread.
   *
   * @throws IllegalStateException when it cannot be made
   */
  public void create(DataSource source, PoolId pool, PoolTerms terms) {
    Connection connection = DataSourceUtils.getConnection(source);
    try {
      claims.create(connection, pool, terms);
    } catch (SQLException e) {
      throw new IllegalStateException("pool %s cannot be made".formatted(pool), e);
    } finally {
      DataSourceUtils.releaseConnection(connection, source);
    }
  }
}
