package io.seonchak.coupon;

import com.zaxxer.hikari.HikariDataSource;
import io.seonchak.claims.ClaimId;
import io.seonchak.claims.Claims;
import io.seonchak.claims.ClaimsSettings;
import io.seonchak.claims.Command;
import io.seonchak.claims.Outcome;
import io.seonchak.claims.Person;
import io.seonchak.claims.RequestKey;
import io.seonchak.claims.ledger.FileSink;
import io.seonchak.claims.ledger.LedgerSigner;
import io.seonchak.contracts.coupon.CouponEvent;
import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.platform.event.ContextEvents;
import io.seonchak.platform.event.EventTypes;
import io.seonchak.platform.event.Outbox;
import io.seonchak.platform.event.Received;
import io.seonchak.platform.id.Ids;
import io.seonchak.platform.store.ContextSchema;
import io.seonchak.testing.SettableClock;
import io.seonchak.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Coupons on a database of their own, their clock in the test's hand. */
final class Purse implements AutoCloseable {

  static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final EventTypes<CouponEvent> TYPES = EventTypes.of(CouponEvent.class);
  private static final Clock HOST = Clock.systemUTC();

  final TestDatabase database = TestDatabase.fresh();
  final HikariDataSource source = database.pool(8, "-c lock_timeout=5s");
  final HikariDataSource committer = database.pool(10, Claims.connectionOptions());
  final Ids ids = new Ids(HOST);
  final SettableClock clock = new SettableClock(Instant.now());
  final JdbcClient jdbc = JdbcClient.create(source);
  final Campaigns campaigns = new Campaigns(jdbc);
  final Coupons coupons = new Coupons(jdbc);
  final FileSink sink;
  final Claims claims;
  final OrderSteps steps;

  Purse() throws Exception {
    ContextSchema.migrated(
        source, "coupon", "classpath:db/claims", "classpath:db/event", "classpath:db/coupon");
    // Nothing is sent, so nobody has to be there.
    var events = new ContextEvents("coupon", "test", "127.0.0.1:1", source, ids, HOST);
    Outbox<CouponEvent> outbox = events.tells(CouponEvent.class);
    sink = new FileSink(Files.createTempDirectory("sink"));
    claims =
        new Claims(
            ClaimsSettings.of(
                committer,
                "coupon",
                LedgerSigner.generate(),
                sink,
                new CouponsIssued(campaigns, coupons, outbox)));
    steps = new OrderSteps(new CouponUses(), coupons, campaigns, outbox, clock);
  }

  /** A campaign of 3,000 won off goods of 10,000 won and more, for 30 days. */
  Campaign campaign(int quantity) throws SQLException {
    return campaign(quantity, new Discount.Amount(3_000));
  }

  Campaign campaign(int quantity, Discount discount) throws SQLException {
    Instant opens = Instant.now().minusSeconds(60);
    var campaign =
        new Campaign(
            ids.next(),
            ids.next(),
            "가을 쿠폰",
            discount,
            10_000,
            quantity,
            opens,
            opens.plus(Duration.ofDays(1)),
            30);
    try (Connection connection = committer.getConnection()) {
      connection.setAutoCommit(false);
      claims.create(connection, campaign.pool(), campaign.terms(quantity));
      connection.commit();
      connection.setAutoCommit(true);
    }
    campaigns.add(campaign, campaign.id().toString(), new byte[32], opens);
    return campaign;
  }

  /** The coupon a member gets of a campaign. */
  UUID issued(Campaign campaign, UUID member) {
    Outcome outcome = claim(campaign, member);
    if (outcome instanceof Outcome.Granted granted) {
      return granted.grant().claim().value();
    }
    throw new AssertionError("granted was expected, not " + outcome);
  }

  Outcome claim(Campaign campaign, UUID member) {
    return claims.execute(
        new Command.Claim(
            campaign.pool(),
            new ClaimId(ids.next()),
            new Person(member),
            1,
            RequestKey.of(ids.next().toString(), "1")));
  }

  /** A new coupon of that member, of a campaign of its own. */
  UUID coupon(UUID member) throws SQLException {
    return issued(campaign(1), member);
  }

  /** Lets the coupons hear events in one transaction, as their listener does. */
  void hear(OrderEvent... events) throws SQLException {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      try {
        steps.hear(
            connection,
            Arrays.stream(events)
                .map(event -> new Received<>(ids.next(), event, clock.instant(), TRACE))
                .toList());
        connection.commit();
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }

  /** Where a coupon stands and for which order. */
  record Standing(CouponState state, @Nullable UUID order) {}

  Standing standing(UUID member, UUID coupon) {
    Coupon found = coupons.of(member, coupon).orElseThrow();
    return new Standing(found.stateAt(clock.instant()), found.order());
  }

  /** What was told, in order. */
  record Told(CouponEvent event, String trace) {}

  List<Told> told(UUID key) throws SQLException {
    List<Told> told = new ArrayList<>();
    try (Connection connection = source.getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT event_type, body, trace FROM coupon.outbox"
                    + " WHERE event_key = ? ORDER BY outbox_id")) {
      statement.setObject(1, key);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          told.add(new Told(event(row.getString(1), row.getBytes(2)), row.getString(3)));
        }
      }
    }
    return told;
  }

  private static CouponEvent event(String type, byte[] body) {
    try {
      return TYPES.read(type, body);
    } catch (EventTypes.Unreadable e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws IOException {
    claims.close();
    sink.close();
    committer.close();
    source.close();
  }
}
