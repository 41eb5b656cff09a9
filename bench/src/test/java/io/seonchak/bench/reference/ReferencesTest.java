package io.seonchak.bench.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.testing.TestDatabase;
import io.seonchak.testing.TestKafka;
import io.seonchak.testing.TestNamespace;
import io.seonchak.testing.TestRedis;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each reference is held to its idea: a small race for few units, on real engines. */
class ReferencesTest {

  private static final int BUYERS = 200;
  private static final int UNITS = 20;
  private static final long WRITTEN_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final TestDatabase database = TestDatabase.fresh();
  private final UUID drop = UUID.randomUUID();

  @ParameterizedTest
  @EnumSource(Reference.class)
  void sellsEachUnitOnceAndOneToAMember(Reference reference) throws Exception {
    try (Design design = reference.open(parts())) {
      assertThat(design.claim(new Request(drop, UUID.randomUUID(), "key")))
          .isInstanceOf(Answer.Nowhere.class);
      makeDrop();

      List<Answer> answers = race(design);

      Set<UUID> told = new HashSet<>();
      Set<Long> sequences = new HashSet<>();
      for (Answer answer : answers) {
        if (answer instanceof Answer.Granted yes) {
          told.add(yes.order().claim());
          sequences.add(yes.order().sequence());
        }
      }
      assertThat(answers).filteredOn(Answer.Granted.class::isInstance).hasSize(UNITS);
      assertThat(sequences).hasSize(UNITS).allMatch(number -> number >= 1 && number <= UNITS);
      assertThat(awaitOrders()).isEqualTo(told);
    }
  }

  @ParameterizedTest
  @EnumSource(Reference.class)
  void answersTheSameKeyAgainAndAnotherWithANo(Reference reference) throws Exception {
    makeTables();
    makeDrop();
    UUID member = UUID.randomUUID();
    try (Design design = reference.open(parts())) {
      Answer first = design.claim(new Request(drop, member, "key"));
      Answer again = design.claim(new Request(drop, member, "key"));

      assertThat(first).isInstanceOf(Answer.Granted.class);
      assertThat(again).isInstanceOf(Answer.Again.class);
      assertThat(((Answer.Again) again).order()).isEqualTo(((Answer.Granted) first).order());
      assertThat(design.claim(new Request(drop, member, "other")))
          .isInstanceOf(Answer.AlreadyHeld.class);
    }
  }

  /** Every member asks twice at once. */
  private List<Answer> race(Design design) throws Exception {
    List<Answer> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> asked = new ArrayList<>();
      for (int buyer = 0; buyer < BUYERS; buyer++) {
        var request = new Request(drop, UUID.randomUUID(), "buyer-" + buyer);
        asked.add(threads.submit(() -> design.claim(request)));
        asked.add(threads.submit(() -> design.claim(request)));
      }
      for (Future<Answer> each : asked) {
        answers.add(each.get());
      }
    }
    return answers;
  }

  private Parts parts() {
    return new Parts(
        Map.of(
            "SEONCHAK_POSTGRES_URL", database.url(),
            "SEONCHAK_POSTGRES_USERNAME", database.username(),
            "SEONCHAK_POSTGRES_PASSWORD", database.password(),
            "SEONCHAK_REDIS_URL", TestRedis.url(),
            "SEONCHAK_KAFKA_SERVERS", TestKafka.servers(),
            "SEONCHAK_NAMESPACE", TestNamespace.fresh()));
  }

  private void makeTables() throws SQLException {
    try (Connection connection = database.connect()) {
      Tables.create(connection);
    }
  }

  private void makeDrop() throws SQLException {
    try (Connection connection = database.connect();
        PreparedStatement statement =
            connection.prepareStatement(
                "INSERT INTO drops (drop_id, capacity, remaining) VALUES (?, ?, ?)")) {
      statement.setObject(1, drop);
      statement.setInt(2, UNITS);
      statement.setInt(3, UNITS);
      statement.executeUpdate();
    }
  }

  /** The orders in PostgreSQL, as soon as there is one for each unit. */
  private Set<UUID> awaitOrders() throws SQLException {
    long end = System.nanoTime() + WRITTEN_WITHIN_NANOS;
    Set<UUID> orders = orders();
    while (orders.size() < UNITS && System.nanoTime() < end) {
      orders = orders();
    }
    return orders;
  }

  private Set<UUID> orders() throws SQLException {
    Set<UUID> orders = new HashSet<>();
    try (Connection connection = database.connect();
        PreparedStatement statement =
            connection.prepareStatement("SELECT claim_id FROM orders WHERE drop_id = ?")) {
      statement.setObject(1, drop);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          orders.add(row.getObject(1, UUID.class));
        }
      }
    }
    return orders;
  }
}
