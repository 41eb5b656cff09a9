package io.seonchak.stock;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.seonchak.claims.Consequences;
import io.seonchak.claims.Effect;
import io.seonchak.contracts.stock.StockEvent;
import io.seonchak.platform.event.Outbox;
import io.seonchak.platform.event.Outgoing;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tells what happens to claims, in the commit in which it happens. May be used by many threads at
 * once.
 */
final class ClaimsTold implements Consequences {

  private static final int DROPS_KEPT = 10_000;

  private final Outbox<StockEvent> outbox;

  /** A drop's promise never changes. */
  private final Cache<UUID, Drop> drops = Caffeine.newBuilder().maximumSize(DROPS_KEPT).build();

  ClaimsTold(Outbox<StockEvent> outbox) {
    this.outbox = outbox;
  }

  @Override
  public void write(Connection connection, List<Effect> effects) throws SQLException {
    List<Outgoing<StockEvent>> events = new ArrayList<>(effects.size());
    for (Effect effect : effects) {
      StockEvent event = event(connection, effect);
      if (event != null) {
        events.add(Outgoing.of(event));
      }
    }
    outbox.append(connection, events);
  }

  /** What is told of it; not the grants of everyday stock, whose order is answered as a whole. */
  private @Nullable StockEvent event(Connection connection, Effect effect) throws SQLException {
    return switch (effect) {
      case Effect.UnitsGranted granted -> {
        Drop drop = drop(connection, granted.pool().value());
        yield drop == null ? null : claimed(drop, granted);
      }
      case Effect.UnitsReleased released -> released(released);
      // Whoever confirms or extends a claim is answered; nobody else has to know.
      case Effect.ClaimConfirmed confirmed -> null;
      case Effect.HoldExtended extended -> null;
    };
  }

  private static StockEvent claimed(Drop drop, Effect.UnitsGranted granted) {
    return new StockEvent.Claimed(
        granted.claim().value(),
        drop.id(),
        granted.person().value(),
        drop.product(),
        drop.seller(),
        drop.name(),
        granted.quantity(),
        drop.price(),
        granted.sequence(),
        granted.at(),
        granted.deadline(),
        drop.payWithin().toSeconds(),
        granted.fromWaitingList());
  }

  private static StockEvent released(Effect.UnitsReleased released) {
    return new StockEvent.Released(
        released.claim().value(),
        released.pool().value(),
        released.person().value(),
        released.quantity(),
        released.reason().name(),
        released.at());
  }

  private @Nullable Drop drop(Connection connection, UUID id) throws SQLException {
    Drop known = drops.getIfPresent(id);
    if (known != null) {
      return known;
    }
    try (PreparedStatement statement =
        connection.prepareStatement(Drops.SELECT + "WHERE drop_id = ?")) {
      statement.setObject(1, id);
      try (ResultSet row = statement.executeQuery()) {
        Drop found = row.next() ? Drops.read(row, 1) : null;
        if (found != null) {
          drops.put(id, found);
        }
        return found;
      }
    }
  }
}
