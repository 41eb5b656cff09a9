package io.seonchak.rehearsal;

import io.seonchak.engines.EmbeddedPostgres;
import io.seonchak.platform.security.AccessTokens;
import io.seonchak.platform.security.Identity;
import io.seonchak.platform.security.MemberRole;
import io.seonchak.platform.security.Revocations;
import io.seonchak.platform.security.Secrets;
import io.seonchak.platform.security.TokenKeys;
import io.seonchak.rehearsal.SealedInstance.Drop;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Those who got a unit and now buy, each as soon as it is his. Whose unit it is, is read from the
 * tables: so somebody hears it too whose answer was lost, or who got his from the waiting list, as
 * he would by a message.
 */
final class Shoppers implements AutoCloseable {

  private static final long NEWS_MILLIS = 500;

  /** Connection exceptions, and an operator's intervention (PostgreSQL, appendix A). */
  private static final Set<String> AWAY = Set.of("08", "57P");

  /** What is told of claims goes on for a little after the drop has closed. */
  private static final long AFTER_CLOSING_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final SealedInstance sealed;
  private final Drop drop;
  private final Crowd crowd;
  private final Plan plan;
  private final Asking asking;
  private final AccessTokens tokens;
  private final UUID campaign;
  private final Map<UUID, Integer> members = new HashMap<>();
  private final Map<UUID, Future<Bought>> shopping = new HashMap<>();
  private final ExecutorService people = Executors.newVirtualThreadPerTaskExecutor();
  private final Background messenger;

  /** Begins. */
  Shoppers(SealedInstance sealed, Drop drop, Plan plan, Crowd crowd, UUID campaign, Asking asking) {
    this.sealed = sealed;
    this.drop = drop;
    this.crowd = crowd;
    this.plan = plan;
    this.campaign = campaign;
    this.asking = asking;
    this.tokens =
        new AccessTokens(
            new TokenKeys(new Secrets(sealed.home()), Clock.systemUTC()),
            Clock.systemUTC(),
            new Revocations());
    for (int member = 0; member < crowd.size(); member++) {
      members.put(crowd.id(member), member);
    }
    this.messenger = new Background("messenger", this::messages);
  }

  /** Waits until the drop is closed and everybody has done what he wanted. */
  List<Bought> finish() throws InterruptedException {
    messenger.await();
    List<Bought> all = new ArrayList<>();
    for (Future<Bought> one : shopping.values()) {
      try {
        all.add(one.get());
      } catch (ExecutionException e) {
        throw new IllegalStateException("a shopper failed", e);
      }
    }
    return all;
  }

  @Override
  public void close() {
    messenger.close();
    people.shutdownNow();
  }

  private void messages() throws InterruptedException, SQLException {
    long end = drop.openingNanos() + plan.open().toNanos() + AFTER_CLOSING_NANOS;
    long heardTo = 0;
    while (System.nanoTime() < end) {
      try (Connection connection = sealed.postgres().connect(EmbeddedPostgres.DATABASE)) {
        while (System.nanoTime() < end) {
          heardTo = hear(connection, heardTo);
          TimeUnit.MILLISECONDS.sleep(NEWS_MILLIS);
        }
      } catch (SQLException e) {
        if (!away(e)) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(NEWS_MILLIS);
      }
    }
  }

  /** Whether PostgreSQL is only away, as faults have it: news come when it is back. */
  private static boolean away(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return AWAY.stream().anyMatch(state::startsWith);
  }

  private long hear(Connection connection, long after) throws SQLException {
    long heardTo = after;
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT claim_id, person, grant_no FROM stock.claim WHERE pool_id = ? AND grant_no > ?"
                + " ORDER BY grant_no")) {
      statement.setObject(1, drop.id());
      statement.setLong(2, after);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          heardTo = row.getLong(3);
          goes(row.getObject(1, UUID.class), row.getObject(2, UUID.class));
        }
      }
    }
    return heardTo;
  }

  private void goes(UUID claim, UUID person) {
    int member = members.getOrDefault(person, -1);
    if (member >= 0 && !crowd.givesBack(member)) {
      var identity = new Identity(person, UUID.randomUUID(), null, Set.of(MemberRole.MEMBER), 1);
      var shopper =
          new Shopper(
              asking,
              crowd,
              member,
              claim,
              tokens.issue(identity).token(),
              sealed.token(),
              campaign,
              plan.faults());
      shopping.put(claim, people.submit(shopper::buy));
    }
  }
}
