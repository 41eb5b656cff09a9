package io.seonchak.claims;

import io.seonchak.claims.ledger.Block;
import io.seonchak.claims.ledger.BlockHeader;
import io.seonchak.claims.ledger.HeaderSink;
import io.seonchak.claims.ledger.Sha256;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the database against the sinks: a pool whose head is behind what was once committed has
 * lost grants that people were told of, so nothing more is decided in it until a BREAK is recorded.
 */
final class Witness {

  private static final Logger log = LoggerFactory.getLogger(Witness.class);

  /** Nothing of a pool can be shown to a sink until a BREAK is recorded. */
  static final long NOTHING = -1;

  /** What this process knows of a pool's ledger, and at which turn of the sinks it looked. */
  private record Known(long blockNo, long breakBlockNo, long turn) {}

  private final List<HeaderSink> sinks;
  private final PoolTables tables;
  private final Map<PoolId, Known> known = new ConcurrentHashMap<>();

  /** What this process has shown to each sink, so that nothing on its way is shown twice. */
  private final Map<HeaderSink, Map<PoolId, Long>> shown = new ConcurrentHashMap<>();

  Witness(List<HeaderSink> sinks, PoolTables tables) {
    this.sinks = sinks;
    this.tables = tables;
  }

  List<HeaderSink> sinks() {
    return sinks;
  }

  /** Why nothing may be decided in the pool, whose lock is held; null when all is well. */
  @Nullable String objection(Connection connection, PoolTables.Locked pool) throws SQLException {
    Known before = known.get(pool.view().pool());
    long blockNo = pool.view().blockNo();
    if (before != null
        && blockNo < before.blockNo()
        && pool.breakBlockNo() <= before.breakBlockNo()) {
      return "the ledger ends at block %d, but block %d was committed"
          .formatted(blockNo, before.blockNo());
    }
    long turn = turn();
    if (before != null && before.turn() == turn) {
      return null;
    }
    String objection = look(connection, pool);
    if (objection == null) {
      known.put(pool.view().pool(), new Known(blockNo, pool.breakBlockNo(), turn));
    }
    return objection;
  }

  /**
   * Takes note of a commit and shows its header to the sinks. One that was read anew since the pool
   * was held against it is not shown it yet: a newer header of a ledger that was set back would
   * hide what it knows.
   */
  void committed(Block block, long breakBlockNo) {
    BlockHeader header = block.header();
    var pool = new PoolId(header.pool());
    Known before = known.get(pool);
    long turn = before == null ? -1 : before.turn();
    known.put(pool, new Known(header.blockNo(), breakBlockNo, turn));
    boolean current = turn == turn() || breakBlockNo == header.blockNo();
    for (HeaderSink sink : sinks) {
      if (current || sink.turns() == 0) {
        show(sink, block);
      }
    }
  }

  /** Shows a committed header to a sink; a sink that fails stops nobody, but is an alarm. */
  void show(HeaderSink sink, Block block) {
    BlockHeader header = block.header();
    shownTo(sink).put(new PoolId(header.pool()), header.blockNo());
    try {
      sink.append(header.pool(), block.headerBytes(), block.signature());
    } catch (IOException e) {
      log.error("pool {}: block {} is not witnessed", header.pool(), header.blockNo(), e);
    }
  }

  /**
   * The last block of a pool that a sink need not be shown any more, {@link #NOTHING} when the
   * ledger is not the one it knows.
   */
  long shownThrough(Connection connection, HeaderSink sink, PoolTables.Locked pool)
      throws SQLException, IOException {
    Optional<BlockHeader> last = sink.last(pool.view().pool().value());
    if (last.isEmpty()) {
      return 0;
    }
    if (contains(connection, pool, last.get())) {
      return last.get().blockNo();
    }
    return brokeAfter(connection, pool, last.get()) ? pool.breakBlockNo() - 1 : NOTHING;
  }

  /** Forgets what was shown to a sink: it may have been lost. */
  void forget(HeaderSink sink) {
    shownTo(sink).clear();
  }

  private Map<PoolId, Long> shownTo(HeaderSink sink) {
    return shown.computeIfAbsent(sink, s -> new ConcurrentHashMap<>());
  }

  /** The last block of a pool that this process has shown to a sink, 0 for none. */
  long onItsWay(HeaderSink sink, PoolTables.Locked pool) {
    long through = shownTo(sink).getOrDefault(pool.view().pool(), 0L);
    return through <= pool.view().blockNo() ? through : 0;
  }

  private long turn() {
    return sinks.stream().mapToLong(HeaderSink::turns).sum();
  }

  /**
   * A sink that does not answer stops nobody as long as another knows the pool; where none does,
   * the pool may have been set back, and nobody could tell.
   */
  private @Nullable String look(Connection connection, PoolTables.Locked pool) throws SQLException {
    boolean silent = false;
    boolean seen = pool.view().blockNo() <= 1;
    for (HeaderSink sink : sinks) {
      if (!sink.answers()) {
        silent = true;
        continue;
      }
      try {
        Optional<BlockHeader> last = sink.last(pool.view().pool().value());
        if (last.isPresent() && !agrees(connection, pool, last.get())) {
          return against(pool, last.get());
        }
        seen |= last.isPresent();
      } catch (IOException | IllegalArgumentException e) {
        log.error("pool {}: the witness cannot be read", pool.view().pool(), e);
        return "the witness cannot be read";
      }
    }
    return silent && !seen ? "the witness does not answer, and no other has seen this pool" : null;
  }

  private boolean agrees(Connection connection, PoolTables.Locked pool, BlockHeader witnessed)
      throws SQLException {
    return contains(connection, pool, witnessed) || brokeAfter(connection, pool, witnessed);
  }

  private boolean contains(Connection connection, PoolTables.Locked pool, BlockHeader witnessed)
      throws SQLException {
    if (witnessed.blockNo() == pool.view().blockNo()) {
      return Arrays.equals(Sha256.of(witnessed.bytes()), pool.head());
    }
    byte[] recorded = tables.header(connection, pool.view().pool(), witnessed.blockNo());
    return witnessed.blockNo() < pool.view().blockNo()
        && recorded != null
        && Arrays.equals(recorded, witnessed.bytes());
  }

  /** Whether somebody has looked at it since: a BREAK answers for all that was witnessed before. */
  private boolean brokeAfter(Connection connection, PoolTables.Locked pool, BlockHeader witnessed)
      throws SQLException {
    byte[] broken =
        pool.breakBlockNo() == 0
            ? null
            : tables.header(connection, pool.view().pool(), pool.breakBlockNo());
    return broken != null && BlockHeader.read(broken).atMicros() >= witnessed.atMicros();
  }

  private static String against(PoolTables.Locked pool, BlockHeader witnessed) {
    return witnessed.blockNo() > pool.view().blockNo()
        ? "the ledger ends at block %d, but block %d was witnessed"
            .formatted(pool.view().blockNo(), witnessed.blockNo())
        : "block %d is not the one that was witnessed".formatted(witnessed.blockNo());
  }
}
