package io.seonchak.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.seonchak.contracts.Event;
import io.seonchak.testing.SagaProof.Run;
import io.seonchak.testing.SagaProof.Saga;
import io.seonchak.testing.SagaProof.Step;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A saga of two steps, "take" and "give back", by participants that each lack one virtue: the proof
 * finds every one of them out.
 */
class SagaProofTest {

  private static HikariDataSource source;

  /** Events of the saga; the name says which. */
  private record Said(UUID key, String word) implements Event {}

  @BeforeAll
  static void open() throws Exception {
    source = TestDatabase.fresh().pool(4, "");
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE SCHEMA side;
          CREATE TABLE side.outbox (outbox_id bigint GENERATED ALWAYS AS IDENTITY, event_id uuid,
            event_key uuid, event_type text, body bytea);
          CREATE TABLE side.taken (key uuid, word text, amount int);
          CREATE UNIQUE INDEX once ON side.taken (key, word) WHERE word <> 'free';
          """);
    }
  }

  @AfterAll
  static void close() {
    source.close();
  }

  @Test
  void stepsThatHaveAKeyEachAndAnUndoThatRemembersHold() {
    SagaProof.Tried tried = proof(SagaProofTest::careful).prove(saga());

    assertThat(tried.runs()).isGreaterThan(2 * 6 * 3);
    assertThat(tried.deliveries()).isGreaterThan(tried.runs());
  }

  @Test
  void aStepThatCountsTwiceIsFoundOut() {
    assertThatThrownBy(
            () ->
                proof(
                        (connection, told) -> {
                          for (SagaProof.Told each : told) {
                            var said = (Said) each.event();
                            boolean undo = said.word().equals("undo");
                            insert(connection, said.key(), "free", undo ? -1 : 1);
                            tell(connection, said.key(), undo ? "undone" : "done");
                          }
                        })
                    .prove(saga()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("TWICE at delivery 1");
  }

  @Test
  void anUndoThatForgetsIsFoundOut() {
    assertThatThrownBy(
            () ->
                proof(
                        (connection, told) -> {
                          for (SagaProof.Told each : told) {
                            var said = (Said) each.event();
                            boolean undo = said.word().equals("undo");
                            if (undo && sum(connection, said.key()) == 0) {
                              continue;
                            }
                            insert(connection, said.key(), said.word(), undo ? -1 : 1);
                          }
                        })
                    .prove(saga()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("refused: changes his mind")
        .hasMessageMatching("(?s).*twist: (LATE|SWAPPED) at delivery.*");
  }

  @Test
  void aStepThatCommitsByItselfIsFoundOut() {
    assertThatThrownBy(
            () ->
                proof(
                        (connection, told) -> {
                          UUID key = told.getFirst().event().key();
                          if (insert(connection, key, "take", 0)) {
                            try (Connection own = source.getConnection()) {
                              insert(own, key, "free", 1);
                            }
                          }
                        })
                    .prove(saga()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("CRASH at delivery 1");
  }

  @Test
  void aSagaThatNeverRestsIsFoundOut() {
    assertThatThrownBy(
            () ->
                new SagaProof()
                    .plays("echo", event -> List.of(event))
                    .plays("cave", event -> List.of(event))
                    .prove(saga()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("no rest");
  }

  private static SagaProof proof(Step step) {
    return new SagaProof()
        .tells("side", source, (type, body) -> said(body))
        .hears("side", event -> !((Said) event).word().endsWith("done"), source, step);
  }

  private static Event said(byte[] body) {
    String[] parts = new String(body, StandardCharsets.UTF_8).split(" ", -1);
    return new Said(UUID.fromString(parts[0]), parts[1]);
  }

  private static void careful(Connection connection, List<SagaProof.Told> told) throws Exception {
    for (SagaProof.Told each : told) {
      var said = (Said) each.event();
      boolean undo = said.word().equals("undo");
      // The tombstone takes the step's own place.
      boolean first = insert(connection, said.key(), "take", undo ? 0 : 1);
      if (undo
          && insert(connection, said.key(), "undo", first ? 0 : -sum(connection, said.key()))) {
        tell(connection, said.key(), "undone");
      }
    }
  }

  private static Saga saga() {
    return new Saga() {
      @Override
      public List<String> refusals() {
        return List.of("changes his mind");
      }

      @Override
      public Run begin(String refusal) {
        UUID key = UUID.randomUUID();
        return new Run() {
          @Override
          public UUID key() {
            return key;
          }

          @Override
          public List<Event> first() {
            return refusal.isEmpty()
                ? List.of(new Said(key, "take"))
                : List.of(new Said(key, "take"), new Said(key, "undo"));
          }

          @Override
          public void check() throws Exception {
            try (Connection connection = source.getConnection()) {
              assertThat(sum(connection, key)).isEqualTo(refusal.isEmpty() ? 1 : 0);
            }
          }
        };
      }
    };
  }

  private static boolean insert(Connection connection, UUID key, String word, int amount)
      throws Exception {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO side.taken VALUES (?, ?, ?) ON CONFLICT DO NOTHING")) {
      insert.setObject(1, key);
      insert.setString(2, word);
      insert.setInt(3, amount);
      return insert.executeUpdate() == 1;
    }
  }

  private static int sum(Connection connection, UUID key) throws Exception {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT coalesce(sum(amount), 0) FROM side.taken WHERE key = ?")) {
      select.setObject(1, key);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  private static void tell(Connection connection, UUID key, String word) throws Exception {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO side.outbox (event_id, event_key, event_type, body) VALUES (?, ?, ?, ?)")) {
      insert.setObject(1, UUID.randomUUID());
      insert.setObject(2, key);
      insert.setString(3, word);
      insert.setBytes(4, (key + " " + word).getBytes(StandardCharsets.UTF_8));
      insert.executeUpdate();
    }
  }
}
