package io.seonchak.claims;

import com.zaxxer.hikari.HikariDataSource;
import io.seonchak.claims.ledger.FileSink;
import io.seonchak.claims.ledger.HeaderSink;
import io.seonchak.claims.ledger.LedgerSigner;
import io.seonchak.claims.ledger.Micros;
import io.seonchak.claims.verify.DatabaseCheck;
import io.seonchak.testing.TestDatabase;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** A kernel on a fresh database, its clock in the test's hand. */
final class Kernel implements AutoCloseable {

  static final String SCHEMA = "test_claims";

  final TestDatabase database;
  final Path sinkFolder;
  final LedgerSigner signer;
  final HikariDataSource source;
  final Claims claims;

  /** What is added to the database's clock, in microseconds. */
  final AtomicLong ahead = new AtomicLong();

  /** How often the kernel has asked for a connection. */
  final AtomicLong connections = new AtomicLong();

  private Kernel(
      TestDatabase database,
      Path sinkFolder,
      LedgerSigner signer,
      Consequences consequences,
      HeaderSink... more)
      throws Exception {
    this.database = database;
    this.sinkFolder = sinkFolder;
    this.signer = signer;
    this.source = database.pool(8, Claims.connectionOptions());
    List<HeaderSink> sinks = new ArrayList<>(List.of(new FileSink(sinkFolder)));
    sinks.addAll(List.of(more));
    ClaimsSettings settings =
        ClaimsSettings.of(counted(source), SCHEMA, signer, keyId -> null, sinks, consequences)
            .withTime(micros -> micros + ahead.get());
    this.claims = new Claims(settings);
  }

  /** Counts how often a connection is asked for. */
  private DataSource counted(DataSource source) {
    return (DataSource)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, args) -> {
              if (method.getName().equals("getConnection")) {
                connections.incrementAndGet();
              }
              try {
                return method.invoke(source, args);
              } catch (java.lang.reflect.InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  static Kernel start() throws Exception {
    return start(Consequences.NONE);
  }

  static Kernel start(Consequences consequences) throws Exception {
    TestDatabase database = TestDatabase.fresh();
    try (Connection connection = database.connect()) {
      ClaimsTables.create(connection, SCHEMA);
    }
    return new Kernel(
        database, Files.createTempDirectory("sink"), LedgerSigner.generate(), consequences);
  }

  /** A second instance on the same database, with the same key and witness. */
  Kernel beside() throws Exception {
    return new Kernel(database, sinkFolder, signer, Consequences.NONE);
  }

  /** A second instance on the same database, its file witness in {@code folder}. */
  Kernel beside(Path folder, HeaderSink another) throws Exception {
    return new Kernel(database, folder, signer, Consequences.NONE, another);
  }

  /** Remembers the pool and its blocks, of which there is one, as a backup would. */
  void save() throws Exception {
    change("CREATE TABLE $saved AS SELECT * FROM $pool");
  }

  /** Sets the database back to what was remembered. */
  void setBack() throws Exception {
    change(
        "UPDATE $pool p SET (live, held, entry_no, grant_no, block_no, head) ="
            + " (s.live, s.held, s.entry_no, s.grant_no, s.block_no, s.head) FROM $saved s");
    change("DELETE FROM $claim WHERE grant_no > (SELECT grant_no FROM $saved)");
    change("DELETE FROM $ledger_block WHERE block_no > (SELECT block_no FROM $saved)");
  }

  PoolId pool(PoolTerms terms) throws Exception {
    PoolId pool = new PoolId(UUID.randomUUID());
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      claims.create(connection, pool, terms);
      connection.commit();
    }
    return pool;
  }

  /** A drop of {@code capacity}: one each, held for ten minutes, with a waiting list. */
  PoolId drop(int capacity) throws Exception {
    return pool(terms(capacity, 1));
  }

  static PoolTerms terms(int capacity, int perPerson) {
    return new PoolTerms(
        capacity,
        null,
        null,
        perPerson,
        Duration.ofMinutes(10),
        Duration.ofMinutes(30),
        Duration.ofMinutes(30),
        true);
  }

  Outcome claim(PoolId pool, Person person) {
    return claim(pool, person, 1, "key");
  }

  Outcome claim(PoolId pool, Person person, int quantity, String key) {
    return claims.execute(
        new Command.Claim(
            pool,
            new ClaimId(UUID.randomUUID()),
            person,
            quantity,
            RequestKey.of(key, Integer.toString(quantity))));
  }

  Outcome join(PoolId pool, Person person) {
    return claims.execute(
        new Command.JoinWaitingList(
            pool, new ClaimId(UUID.randomUUID()), person, RequestKey.of("wait", "1")));
  }

  Outcome release(PoolId pool, ClaimId claim) {
    return claims.execute(new Command.Release(pool, claim, ReleaseReason.RETURNED));
  }

  static Person somebody() {
    return new Person(UUID.randomUUID());
  }

  static ClaimId claimOf(Outcome outcome) {
    return ((Outcome.Yes) outcome).grant().claim();
  }

  void later(Duration duration) {
    ahead.addAndGet(duration.toNanos() / 1_000);
  }

  Instant now() {
    return Micros.toInstant(Micros.of(claims.now()) + ahead.get());
  }

  DatabaseCheck.Result check() throws Exception {
    try (Connection connection = database.connect();
        FileSink sink = new FileSink(sinkFolder)) {
      return new DatabaseCheck(connection, SCHEMA, sink).check();
    }
  }

  long count(String sql) throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet counted = statement.executeQuery(sql.replace("$", SCHEMA + "."))) {
      counted.next();
      return counted.getLong(1);
    }
  }

  void change(String sql) throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql.replace("$", SCHEMA + "."));
    }
  }

  @Override
  public void close() {
    claims.close();
    source.close();
  }
}
