package io.seonchak.claims;

import io.seonchak.claims.ledger.Block;
import io.seonchak.claims.ledger.BlockHeader;
import io.seonchak.claims.ledger.HeaderSink;
import io.seonchak.claims.ledger.Sha256;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the database against the sink: a pool whose head is behind what was once committed has lost
 * grants that people were told of, so nothing more is decided in it until a BREAK is recorded.
 */
final class Witness {

  private static final Logger log = LoggerFactory.getLogger(Witness.class);

  /** What this process knows of a pool's ledger. */
  private record Known(long blockNo, long breakBlockNo) {}

  private final HeaderSink sink;
  private final Map<PoolId, Known> known = new ConcurrentHashMap<>();

  Witness(HeaderSink sink) {
    this.sink = sink;
  }

  /** Why nothing may be decided in the pool; null when all is well. */
  @Nullable String objection(PoolTables.Locked pool) {
    Known before = known.get(pool.view().pool());
    long blockNo = pool.view().blockNo();
    if (before == null) {
      return firstLook(pool);
    }
    if (blockNo < before.blockNo() && pool.breakBlockNo() <= before.breakBlockNo()) {
      return "the ledger ends at block %d, but block %d was committed"
          .formatted(blockNo, before.blockNo());
    }
    return null;
  }

  /** Takes note of a commit and shows its header to the sink. */
  void committed(Block block, long breakBlockNo) {
    BlockHeader header = block.header();
    known.put(new PoolId(header.pool()), new Known(header.blockNo(), breakBlockNo));
    show(block);
  }

  /** Shows a committed header to the sink; a sink that fails stops nobody, but is an alarm. */
  void show(Block block) {
    BlockHeader header = block.header();
    try {
      sink.append(header.pool(), block.headerBytes(), block.signature());
    } catch (IOException e) {
      log.error("pool {}: block {} is not witnessed", header.pool(), header.blockNo(), e);
    }
  }

  /** The last block the sink has of a pool, 0 for none. */
  long lastWitnessed(PoolId pool) throws IOException {
    return sink.last(pool.value()).map(BlockHeader::blockNo).orElse(0L);
  }

  private @Nullable String firstLook(PoolTables.Locked pool) {
    PoolId id = pool.view().pool();
    long blockNo = pool.view().blockNo();
    try {
      Optional<BlockHeader> last = sink.last(id.value());
      if (last.isPresent() && last.get().blockNo() > blockNo) {
        return "the ledger ends at block %d, but block %d was witnessed"
            .formatted(blockNo, last.get().blockNo());
      }
      if (last.isPresent()
          && last.get().blockNo() == blockNo
          && !Arrays.equals(Sha256.of(last.get().bytes()), pool.head())) {
        return "block %d is not the one that was witnessed".formatted(blockNo);
      }
    } catch (IOException | IllegalArgumentException e) {
      log.error("pool {}: the witness cannot be read", id, e);
      return "the witness cannot be read";
    }
    known.put(id, new Known(blockNo, pool.breakBlockNo()));
    return null;
  }
}
