package io.seonchak.counter;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.seonchak.claims.Claims;
import io.seonchak.claims.ClaimsSettings;
import io.seonchak.claims.Consequences;
import io.seonchak.claims.ledger.FileSink;
import io.seonchak.claims.ledger.HeaderSink;
import io.seonchak.claims.ledger.HttpWitness;
import io.seonchak.platform.security.AccessTokens;
import io.seonchak.platform.security.Revocations;
import io.seonchak.platform.security.Secrets;
import io.seonchak.platform.security.Tickets;
import io.seonchak.platform.web.Room;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.springframework.beans.factory.ObjectProvider;

/** What contexts make their counters of; the same for all of a process. */
public final class CounterParts {

  /**
   * A claim waits for the batch before it and for its own, and while the database is away each
   * waits so long for a connection: together they have to stay well below a second.
   */
  private static final int CONNECTION_TIMEOUT_MILLIS = 400;

  private final Database database;
  private final Path home;
  private final Secrets secrets;
  private final Guard guard;
  private final Room room;
  private final ObjectProvider<HttpWitness> witness;

  /** Where the kernels' tables are. */
  record Database(String url, String username, String password) {}

  /** By what people are known. */
  record Guard(Tickets tickets, AccessTokens tokens, Revocations revocations) {}

  CounterParts(
      Database database,
      Path home,
      Secrets secrets,
      Guard guard,
      Room room,
      ObjectProvider<HttpWitness> witness) {
    this.database = database;
    this.home = home;
    this.secrets = secrets;
    this.guard = guard;
    this.room = room;
    this.witness = witness;
  }

  /** Connections of a context's kernel alone, so that no page view can starve a claim. */
  public HikariDataSource connections(String context) {
    var config = new HikariConfig();
    config.setPoolName(context + "-committer");
    config.setJdbcUrl(database.url());
    config.setUsername(database.username());
    config.setPassword(database.password());
    config.setMaximumPoolSize(ClaimsSettings.CONNECTIONS + 2);
    config.setMinimumIdle(ClaimsSettings.CONNECTIONS / 2);
    config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
    config.addDataSourceProperty("options", Claims.connectionOptions());
    config.addDataSourceProperty("prepareThreshold", "1");
    config.addDataSourceProperty("socketTimeout", "5");
    config.addDataSourceProperty("connectTimeout", "2");
    return new HikariDataSource(config);
  }

  /**
   * The witness in the home, in a folder of the context's own.
   *
   * @throws IOException when it cannot be opened
   */
  public FileSink sink(String context) throws IOException {
    return new FileSink(home.resolve("sink").resolve(context));
  }

  /**
   * The keys of a context's ledger.
   *
   * @param first the name of the secret that holds the first
   */
  public LedgerKeys keys(String first) {
    return new LedgerKeys(secrets, first);
  }

  /**
   * A context's kernel, to be started and closed by its wiring.
   *
   * @param expiryAllowed false while holds must not expire
   * @throws SQLException when the database does not answer
   */
  public Claims claims(
      String context,
      HikariDataSource connections,
      FileSink sink,
      LedgerKeys keys,
      Consequences consequences,
      BooleanSupplier expiryAllowed)
      throws SQLException {
    List<HeaderSink> sinks = new ArrayList<>(List.of(sink));
    witness.ifAvailable(sinks::add);
    var settings =
        ClaimsSettings.of(connections, context, keys.first(), keys::kept, sinks, consequences);
    return new Claims(settings.withExpiryAllowed(expiryAllowed));
  }

  /** A context's counter. */
  public Counter counter(String context, Claims claims, LedgerKeys keys) {
    var claimants = new Claimants(guard.tickets(), guard.tokens(), guard.revocations(), claims);
    return new Counter(context, claims, keys, claimants, new ClaimMeter(), new FewReaders(), room);
  }
}
