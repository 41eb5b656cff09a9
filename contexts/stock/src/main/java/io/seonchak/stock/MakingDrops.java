package io.seonchak.stock;

import io.seonchak.counter.Counter;
import io.seonchak.platform.problem.Problem;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Making drops, each with its pool and its place in the timetable. */
@Component
class MakingDrops {

  private final Drops drops;
  private final Counter counter;
  private final DataSource source;
  private final DropsTold told;

  MakingDrops(
      Drops drops, @Qualifier("stockCounter") Counter counter, DataSource source, DropsTold told) {
    this.drops = drops;
    this.counter = counter;
    this.source = source;
    this.told = told;
  }

  /**
   * Makes a drop and its pool, once for a key of its seller; the id of the one there is.
   *
   * @throws Problem KEY_REUSED when the key made another one
   */
  @Transactional
  UUID make(Drop drop, int quantity, String key, byte[] bodyHash) {
    Optional<UUID> made = drops.madeBefore(drop.seller(), key, bodyHash);
    if (made.isPresent()) {
      return made.get();
    }
    counter.create(source, drop.pool(), drop.terms(quantity));
    drops.add(drop, key, bodyHash);
    told.of(drop);
    return drop.id();
  }
}
