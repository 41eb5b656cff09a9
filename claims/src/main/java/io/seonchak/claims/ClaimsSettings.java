package io.seonchak.claims;

import io.seonchak.claims.ledger.HeaderSink;
import io.seonchak.claims.ledger.LedgerSigner;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel stands on and its limits.
 *
 * @param committer connections of the kernel's own, opened with {@link Claims#connectionOptions()}
 * @param connections how many of them it may decide with at once; two more serve those who read
 * @param schema the schema that holds its tables
 * @param signer signs the blocks until a later key is found published
 * @param keptKeys the signer of a key that was kept, by its id; null for one that was not
 * @param sinks the witnesses outside the database, at least one
 * @param consequences what the owning context writes in the same commit
 * @param expiryAllowed false while holds must not expire, because nobody could pay
 * @param time the clock of a batch
 * @param batchMax commands one commit takes at most
 * @param queueMax commands that may wait for one pool at most
 * @param decideWithin how old a command may be and still be decided
 */
public record ClaimsSettings(
    DataSource committer,
    int connections,
    String schema,
    LedgerSigner signer,
    LongFunction<@Nullable LedgerSigner> keptKeys,
    List<HeaderSink> sinks,
    Consequences consequences,
    BooleanSupplier expiryAllowed,
    TimeSource time,
    int batchMax,
    int queueMax,
    Duration decideWithin) {

  /** Commands in one commit unless set otherwise. */
  public static final int BATCH_MAX = 512;

  /** Commands waiting for one pool unless set otherwise. */
  public static final int QUEUE_MAX = 8_192;

  /** Connections used at once unless set otherwise. */
  public static final int CONNECTIONS = 8;

  /** How long a command may wait for its decision unless set otherwise. */
  public static final Duration DECIDE_WITHIN = Duration.ofSeconds(3);

  public ClaimsSettings {
    ClaimsTables.requireName(schema);
    sinks = List.copyOf(sinks);
    if (batchMax < 1 || queueMax < 1 || connections < 1) {
      throw new IllegalArgumentException(
          "batchMax, queueMax, connections: %d, %d, %d (expected: at least 1)"
              .formatted(batchMax, queueMax, connections));
    }
  }

  /** Settings with the usual limits, one key and one witness. */
  public static ClaimsSettings of(
      DataSource committer,
      String schema,
      LedgerSigner signer,
      HeaderSink sink,
      Consequences consequences) {
    return of(committer, schema, signer, keyId -> null, List.of(sink), consequences);
  }

  /** Settings with the usual limits. */
  public static ClaimsSettings of(
      DataSource committer,
      String schema,
      LedgerSigner signer,
      LongFunction<@Nullable LedgerSigner> keptKeys,
      List<HeaderSink> sinks,
      Consequences consequences) {
    return new ClaimsSettings(
        committer,
        CONNECTIONS,
        schema,
        signer,
        keptKeys,
        sinks,
        consequences,
        () -> true,
        TimeSource.DATABASE,
        BATCH_MAX,
        QUEUE_MAX,
        DECIDE_WITHIN);
  }

  /** The same with another clock. */
  public ClaimsSettings withTime(TimeSource other) {
    return new ClaimsSettings(
        committer,
        connections,
        schema,
        signer,
        keptKeys,
        sinks,
        consequences,
        expiryAllowed,
        other,
        batchMax,
        queueMax,
        decideWithin);
  }

  /** The same with another say on expiry. */
  public ClaimsSettings withExpiryAllowed(BooleanSupplier other) {
    return new ClaimsSettings(
        committer,
        connections,
        schema,
        signer,
        keptKeys,
        sinks,
        consequences,
        other,
        time,
        batchMax,
        queueMax,
        decideWithin);
  }

  /** The same with other limits. */
  public ClaimsSettings withLimits(int connections, int batchMax, int queueMax, Duration within) {
    return new ClaimsSettings(
        committer,
        connections,
        schema,
        signer,
        keptKeys,
        sinks,
        consequences,
        expiryAllowed,
        time,
        batchMax,
        queueMax,
        within);
  }
}
