package io.seonchak.claims;

import io.seonchak.claims.ledger.HeaderSink;
import io.seonchak.claims.ledger.LedgerSigner;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/**
 * What the kernel stands on and its limits.
 *
 * @param committer connections of the kernel's own, opened with {@link Claims#connectionOptions()}
 * @param connections how many of them it may decide with at once; two more serve those who read
 * @param schema the schema that holds its tables
 * @param signer signs the blocks
 * @param sink the witness outside the database
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
    HeaderSink sink,
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
    if (batchMax < 1 || queueMax < 1 || connections < 1) {
      throw new IllegalArgumentException(
          "batchMax, queueMax, connections: %d, %d, %d (expected: at least 1)"
              .formatted(batchMax, queueMax, connections));
    }
  }

  /** Settings with the usual limits. */
  public static ClaimsSettings of(
      DataSource committer,
      String schema,
      LedgerSigner signer,
      HeaderSink sink,
      Consequences consequences) {
    return new ClaimsSettings(
        committer,
        CONNECTIONS,
        schema,
        signer,
        sink,
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
        sink,
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
        sink,
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
        sink,
        consequences,
        expiryAllowed,
        time,
        batchMax,
        queueMax,
        within);
  }
}
