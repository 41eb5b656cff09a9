package io.seonchak.platform.request;

import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.store.ContextSchema;
import io.seonchak.platform.store.Timestamps;
import io.seonchak.platform.web.Keys;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The keys of a context's requests and what each of them did. The schema has the table of {@code
 * db/request}. A key is taken in the transaction of its effect, so it is remembered with it or not
 * at all; who comes with the same key meanwhile waits for that transaction. Thread-safe.
 */
public final class RequestKeys {

  /** How long a key is remembered. */
  public static final Duration KEPT = Duration.ofHours(24);

  /** Old keys that go with each new one; more than come, so that none stay for good. */
  private static final int FORGOTTEN_MAX = 10;

  private final JdbcClient jdbc;
  private final String table;
  private final Clock clock;

  /**
   * A request that has a key.
   *
   * @param kind what is asked for, in a word; the same key may be used for another kind
   * @param key as it was sent, at most 300 characters
   * @param bodyHash of all that the request says
   */
  public record Request(UUID member, String kind, String key, byte[] bodyHash) {}

  private record Known(UUID effect, byte[] bodyHash) {}

  /** The keys in a context's schema. */
  public RequestKeys(JdbcClient jdbc, ContextSchema schema, Clock clock) {
    this.jdbc = jdbc;
    this.table = schema.name() + ".request_key";
    this.clock = clock;
  }

  /**
   * What the request did when it came before; empty when it is new.
   *
   * @throws Problem {@link CommonProblem#KEY_REUSED} when its key came with another body
   */
  public Optional<UUID> effect(Request request) {
    return effect(request, forgotten());
  }

  private Optional<UUID> effect(Request request, OffsetDateTime forgotten) {
    return jdbc.sql(
            "SELECT effect_id, body_hash FROM %s WHERE member_id = ? AND kind = ? AND request_key = ? AND made_at > ?"
                .formatted(table))
        .params(request.member(), request.kind(), request.key(), forgotten)
        .query((row, n) -> new Known(row.getObject(1, UUID.class), row.getBytes(2)))
        .optional()
        .map(known -> same(known, request));
  }

  /**
   * Takes the key for an effect, in the transaction that Spring has opened on this thread.
   *
   * @param effect what the request will have done when the transaction commits
   * @return {@code effect} if the key is new, and the transaction must do it; else what was done
   *     before, and there is nothing to do
   * @throws Problem {@link CommonProblem#KEY_REUSED} when the key came with another body
   * @throws IllegalStateException when there is no transaction
   */
  public UUID take(Request request, UUID effect) {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException(
          "a request's key is taken outside a transaction (expected: in that of its effect)");
    }
    // One instant for both looks: a key must not be known to the first and too old for the second.
    OffsetDateTime forgotten = forgotten();
    forgetSome(forgotten);
    return taken(request, effect, forgotten)
        ? effect
        : effect(request, forgotten)
            .orElseThrow(() -> new IllegalStateException("a key is neither new nor known"));
  }

  /** False when somebody has it: the insert waits for whoever is about to. */
  private boolean taken(Request request, UUID effect, OffsetDateTime forgotten) {
    return jdbc.sql(
                "INSERT INTO %s AS known (member_id, kind, request_key, body_hash, effect_id, made_at)"
                        .formatted(table)
                    + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (member_id, kind, request_key)"
                    + " DO UPDATE SET body_hash = excluded.body_hash,"
                    + " effect_id = excluded.effect_id, made_at = excluded.made_at"
                    + " WHERE known.made_at <= ?")
            .params(
                request.member(),
                request.kind(),
                request.key(),
                request.bodyHash(),
                effect,
                Timestamps.of(clock.instant()),
                forgotten)
            .update()
        == 1;
  }

  private void forgetSome(OffsetDateTime forgotten) {
    jdbc.sql(
            "DELETE FROM %1$s WHERE ctid = ANY(ARRAY(SELECT ctid FROM %1$s WHERE made_at <= ? ORDER BY made_at LIMIT ? FOR UPDATE SKIP LOCKED))"
                .formatted(table))
        .params(forgotten, FORGOTTEN_MAX)
        .update();
  }

  private static UUID same(Known known, Request request) {
    Keys.requireSame(known.bodyHash(), request.bodyHash());
    return known.effect();
  }

  private OffsetDateTime forgotten() {
    return Timestamps.of(clock.instant().minus(KEPT));
  }
}
