package io.seonchak.rehearsal;

import io.seonchak.claims.ledger.Entry;
import io.seonchak.engines.EmbeddedPostgres;
import io.seonchak.rehearsal.Books.Kept;
import io.seonchak.rehearsal.BooksChecker.Offers;
import io.seonchak.rehearsal.HistoryChecker.Recorded;
import io.seonchak.rehearsal.HistoryChecker.Verdict;
import io.seonchak.rehearsal.SealedInstance.Drop;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The part of a rehearsal behind the grant: orders, coupons, points, money. Nothing of it unless
 * some pay.
 */
final class Purchases implements AutoCloseable {

  /** Beyond the time to pay: holds end, refunds go through, unknown payments are asked for. */
  private static final Duration REST_WITHIN = Duration.ofMinutes(5);

  private final SealedInstance sealed;
  private final Plan plan;
  private final Crowd crowd;
  private final Asking asking;
  private final UUID campaign;
  private @Nullable Shoppers shoppers;
  private @Nullable GatewayTrouble trouble;
  private List<Bought> bought = List.of();
  private Books books = new Books(List.of(), List.of(), List.of());
  private String underWay = "";

  /**
   * None so far.
   *
   * @param key of the campaign, once for each drop
   */
  Purchases(SealedInstance sealed, Plan plan, String key) throws IOException, InterruptedException {
    this.sealed = sealed;
    this.plan = plan;
    this.crowd = new Crowd(plan);
    this.asking = new Asking(sealed.addresses());
    this.campaign = plan.buying().any() ? sealed.campaign(plan.members(), key) : new UUID(0, 0);
  }

  /** Lets whoever gets a unit buy. */
  void begin(Drop drop) {
    if (plan.buying().any()) {
      shoppers = new Shoppers(sealed, drop, plan, crowd, campaign, asking);
      if (plan.faults()) {
        trouble = new GatewayTrouble(asking, plan.seed());
      }
    }
  }

  /** Waits until the drop is closed and everybody has done what he wanted. */
  void awaitAll() throws InterruptedException {
    if (shoppers != null) {
      bought = shoppers.finish();
    }
    if (trouble != null) {
      trouble.end();
    }
  }

  /** Waits until all is at rest, and reads the books. */
  void finish(Drop drop) throws InterruptedException, SQLException {
    if (!plan.buying().any()) {
      return;
    }
    System.out.println("the crowd has gone; orders go on to their end …");
    awaitAll();
    try (Connection connection = sealed.postgres().connect(EmbeddedPostgres.DATABASE)) {
      Duration within = REST_WITHIN.plusSeconds(plan.payWithinSeconds());
      underWay = Books.awaitRest(connection, drop.id(), within);
      books = Books.read(connection, drop.id(), campaign);
    }
  }

  @Override
  public void close() {
    if (shoppers != null) {
      shoppers.close();
    }
    if (trouble != null) {
      trouble.close();
    }
  }

  /** Holds the books against each other and against what was told. */
  List<Verdict> verdicts(Recorded recorded) {
    if (!plan.buying().any()) {
      return List.of();
    }
    Set<UUID> offered =
        recorded.entries().stream()
            .filter(entry -> entry.reason() == Entry.FROM_WAITING_LIST)
            .map(Entry::claim)
            .collect(Collectors.toSet());
    var offers = new Offers(offered, Instant.ofEpochMilli(recorded.closingMicros() / 1_000));
    Duration payWithin = Duration.ofSeconds(plan.payWithinSeconds());
    return new BooksChecker(books, bought, payWithin, underWay, offers).check();
  }

  Map<String, String> facts() {
    if (!plan.buying().any()) {
      return Map.of();
    }
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "orders",
        "%,d: %,d paid, %,d refunded, %,d expired, %,d cancelled otherwise"
            .formatted(
                books.kept().size(),
                count(kept -> kept.status().equals("PAID")),
                count(kept -> kept.status().equals("REFUNDED")),
                count(kept -> kept.reason().equals("EXPIRED")),
                count(
                    kept ->
                        kept.status().equals("CANCELLED") && !kept.reason().equals("EXPIRED"))));
    facts.put("money at the gateway", "%,d won".formatted(sum()));
    facts.put("from claim to awaiting payment", lag());
    return facts;
  }

  /** What each was told, one line each. */
  List<String> log() {
    return Stream.concat(
            Stream.of("member,claim,end,detail"),
            bought.stream()
                .map(
                    each ->
                        "%d,%s,%s,%s"
                            .formatted(each.member(), each.claim(), each.end(), each.detail())))
        .toList();
  }

  private long count(Predicate<Kept> which) {
    return books.kept().stream().filter(which).count();
  }

  private long sum() {
    return books.kept().stream().mapToLong(Kept::atGateway).sum();
  }

  private String lag() {
    var histogram = new Histogram(3);
    for (Kept kept : books.kept()) {
      if (kept.payableAt() != null) {
        Duration lag = Duration.between(kept.grantedAt(), Objects.requireNonNull(kept.payableAt()));
        histogram.recordValue(Math.max(0, lag.toMillis()));
      }
    }
    return String.format(
        Locale.ROOT,
        "p50 %,d  p90 %,d  p99 %,d  max %,d ms",
        histogram.getValueAtPercentile(50),
        histogram.getValueAtPercentile(90),
        histogram.getValueAtPercentile(99),
        histogram.getMaxValue());
  }
}
