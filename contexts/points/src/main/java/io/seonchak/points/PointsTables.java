package io.seonchak.points;

import io.seonchak.platform.store.Timestamps;
import io.seonchak.points.Purchase.Refund;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The points' tables, each statement sent once a batch. Orders are locked before accounts, and each
 * in the order of their ids. Thread-safe; each caller brings his connection.
 */
@Component
class PointsTables {

  PointsTables() {}

  /** Locks orders until the transaction ends; those that are new are there afterwards. */
  List<Purchase> lockPurchases(Connection connection, Map<UUID, UUID> memberByOrder)
      throws SQLException {
    if (memberByOrder.isEmpty()) {
      return List.of();
    }
    List<UUID> orders = new ArrayList<>();
    List<UUID> members = new ArrayList<>();
    memberByOrder.forEach(
        (order, member) -> {
          orders.add(order);
          members.add(member);
        });
    insertNew(
        connection,
        "INSERT INTO points.purchase (order_id, member_id) SELECT * FROM"
            + " unnest(?::uuid[], ?::uuid[]) AS p (o, m) ORDER BY o ON CONFLICT DO NOTHING",
        orders,
        members);
    Map<UUID, Purchase> found = new HashMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT * FROM points.purchase WHERE order_id = ANY (?)"
                + " ORDER BY order_id FOR NO KEY UPDATE")) {
      select.setArray(1, uuids(connection, orders));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          Purchase purchase = purchase(row);
          found.put(purchase.order, purchase);
        }
      }
    }
    readRefunds(connection, found);
    return List.copyOf(found.values());
  }

  private static Purchase purchase(ResultSet row) throws SQLException {
    var purchase =
        new Purchase(row.getObject("order_id", UUID.class), row.getObject("member_id", UUID.class));
    purchase.revision = row.getInt("revision");
    purchase.asked = row.getLong("asked");
    purchase.lacked = row.getObject("lacked", Long.class);
    purchase.held = row.getLong("held");
    purchase.over = row.getBoolean("is_over");
    purchase.paidAmount = row.getObject("paid_amount", Long.class);
    purchase.earnPercent = row.getInt("earn_percent");
    purchase.spent = row.getLong("spent");
    purchase.earned = row.getLong("earned");
    purchase.restored = row.getLong("restored");
    purchase.clawedBack = row.getLong("clawed_back");
    purchase.refundedCash = row.getLong("refunded_cash");
    return purchase;
  }

  private static void readRefunds(Connection connection, Map<UUID, Purchase> purchases)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT order_id, refund_id, cash, points FROM points.refund"
                + " WHERE order_id = ANY (?)")) {
      select.setArray(1, uuids(connection, purchases.keySet()));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          Purchase purchase = purchases.get(row.getObject(1, UUID.class));
          if (purchase != null) {
            purchase.refunds.add(
                new Refund(row.getObject(2, UUID.class), row.getLong(3), row.getLong(4)));
          }
        }
      }
    }
  }

  /** Locks accounts until the transaction ends; those that are new are there afterwards. */
  List<Account> lockAccounts(Connection connection, Collection<UUID> members, Instant now)
      throws SQLException {
    if (members.isEmpty()) {
      return List.of();
    }
    List<UUID> all = members.stream().distinct().toList();
    insertNew(
        connection,
        "INSERT INTO points.account (member_id) SELECT m FROM unnest(?::uuid[], ?::uuid[])"
            + " AS a (m, same) ORDER BY m ON CONFLICT DO NOTHING",
        all,
        all);
    Map<UUID, long[]> had = new HashMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT member_id, available, held FROM points.account WHERE member_id = ANY (?)"
                + " ORDER BY member_id FOR NO KEY UPDATE")) {
      select.setArray(1, uuids(connection, all));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          had.put(row.getObject(1, UUID.class), new long[] {row.getLong(2), row.getLong(3)});
        }
      }
    }
    Map<UUID, Living> living = living(connection, all, now);
    List<Account> accounts = new ArrayList<>();
    had.forEach(
        (member, has) -> {
          Living lives = living.getOrDefault(member, Living.NOTHING);
          accounts.add(new Account(member, has[0], has[1], lives.amount(), lives.due()));
        });
    return accounts;
  }

  /** What of a member's credits lives, and the latest day that has come and was not settled. */
  private record Living(long amount, @Nullable Instant due) {
    static final Living NOTHING = new Living(0, null);
  }

  private static Map<UUID, Living> living(
      Connection connection, Collection<UUID> members, Instant now) throws SQLException {
    Map<UUID, Living> living = new HashMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT member_id, coalesce(sum(amount) FILTER (WHERE expires_at > ?), 0),"
                + " max(expires_at) FILTER (WHERE expires_at <= ?) AS due FROM points.credit"
                + " WHERE NOT ran_out AND member_id = ANY (?) GROUP BY member_id")) {
      select.setObject(1, Timestamps.of(now));
      select.setObject(2, Timestamps.of(now));
      select.setArray(3, uuids(connection, members));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          living.put(
              row.getObject(1, UUID.class),
              new Living(row.getLong(2), Timestamps.readAbsent(row, "due")));
        }
      }
    }
    return living;
  }

  /** Locks some members who have points whose day has come; those whom others lock are left out. */
  List<UUID> lockDue(Connection connection, Instant now, int membersMax) throws SQLException {
    List<UUID> members = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT member_id FROM points.account WHERE member_id IN (SELECT member_id FROM"
                + " points.credit WHERE NOT ran_out AND expires_at <= ? ORDER BY expires_at"
                + " LIMIT ?) ORDER BY member_id FOR NO KEY UPDATE SKIP LOCKED")) {
      select.setObject(1, Timestamps.of(now));
      select.setInt(2, membersMax);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          members.add(row.getObject(1, UUID.class));
        }
      }
    }
    return members;
  }

  /** Writes what a book has decided. */
  void write(Connection connection, PointsBook book) throws SQLException {
    writePurchases(connection, book.purchases());
    writeRefunds(connection, book.purchases());
    writeTransfers(connection, book.transfers(), book.now());
    settleDue(connection, book);
    writeAccounts(connection, book.accounts());
  }

  private static void writePurchases(Connection connection, Collection<Purchase> purchases)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE points.purchase SET revision = ?, asked = ?, lacked = ?, held = ?,"
                + " is_over = ?, paid_amount = ?, earn_percent = ?, spent = ?, earned = ?,"
                + " restored = ?, clawed_back = ?, refunded_cash = ? WHERE order_id = ?")) {
      for (Purchase each : purchases) {
        update.setInt(1, each.revision);
        update.setLong(2, each.asked);
        update.setObject(3, each.lacked, Types.BIGINT);
        update.setLong(4, each.held);
        update.setBoolean(5, each.over);
        update.setObject(6, each.paidAmount, Types.BIGINT);
        update.setInt(7, each.earnPercent);
        update.setLong(8, each.spent);
        update.setLong(9, each.earned);
        update.setLong(10, each.restored);
        update.setLong(11, each.clawedBack);
        update.setLong(12, each.refundedCash);
        update.setObject(13, each.order);
        update.addBatch();
      }
      update.executeBatch();
    }
  }

  private static void writeRefunds(Connection connection, Collection<Purchase> purchases)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO points.refund (order_id, refund_id, cash, points) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT DO NOTHING")) {
      for (Purchase purchase : purchases) {
        for (Refund refund : purchase.refunds) {
          insert.setObject(1, purchase.order);
          insert.setObject(2, refund.id());
          insert.setLong(3, refund.cash());
          insert.setLong(4, refund.points());
          insert.addBatch();
        }
      }
      insert.executeBatch();
    }
  }

  private static void writeTransfers(Connection connection, List<Transfer> transfers, Instant now)
      throws SQLException {
    if (transfers.isEmpty()) {
      return;
    }
    List<Long> numbers = numbers(connection, transfers.size());
    try (PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO points.transfer (transfer_id, member_id, kind, subject, step, amount,"
                    + " reason, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
        PreparedStatement entry =
            connection.prepareStatement(
                "INSERT INTO points.entry (transfer_id, side, amount) VALUES (?, ?, ?)");
        PreparedStatement credit =
            connection.prepareStatement(
                "INSERT INTO points.credit (transfer_id, member_id, amount, expires_at)"
                    + " VALUES (?, ?, ?, ?)")) {
      for (int i = 0; i < transfers.size(); i++) {
        Transfer transfer = transfers.get(i);
        long number = numbers.get(i);
        transfer(insert, number, transfer, now);
        entry(entry, number, transfer.kind().from(), -transfer.amount());
        entry(entry, number, transfer.kind().to(), transfer.amount());
        credit(credit, number, transfer);
      }
      insert.executeBatch();
      entry.executeBatch();
      credit.executeBatch();
    }
  }

  /** Numbers that grow, taken while the accounts are locked: a member's entries are in order. */
  private static List<Long> numbers(Connection connection, int count) throws SQLException {
    List<Long> numbers = new ArrayList<>(count);
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT nextval(pg_get_serial_sequence('points.transfer', 'transfer_id'))"
                + " FROM generate_series(1, ?)")) {
      select.setInt(1, count);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          numbers.add(row.getLong(1));
        }
      }
    }
    return numbers;
  }

  private static void transfer(
      PreparedStatement insert, long number, Transfer transfer, Instant now) throws SQLException {
    insert.setLong(1, number);
    insert.setObject(2, transfer.member());
    insert.setString(3, transfer.kind().name());
    insert.setObject(4, transfer.subject());
    insert.setString(5, transfer.step());
    insert.setLong(6, transfer.amount());
    insert.setString(7, transfer.reason());
    insert.setObject(8, Timestamps.of(now));
    insert.addBatch();
  }

  private static void entry(PreparedStatement insert, long number, Side side, long amount)
      throws SQLException {
    insert.setLong(1, number);
    insert.setString(2, side.name());
    insert.setLong(3, amount);
    insert.addBatch();
  }

  private static void credit(PreparedStatement insert, long number, Transfer transfer)
      throws SQLException {
    Transfer.Credit credit = transfer.credit();
    if (credit != null) {
      insert.setLong(1, number);
      insert.setObject(2, transfer.member());
      insert.setLong(3, credit.amount());
      insert.setObject(4, Timestamps.of(credit.expiresAt()));
      insert.addBatch();
    }
  }

  private static void settleDue(Connection connection, PointsBook book) throws SQLException {
    List<UUID> due =
        book.accounts().stream()
            .filter(account -> account.due() != null)
            .map(Account::member)
            .toList();
    if (due.isEmpty()) {
      return;
    }
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE points.credit SET ran_out = true WHERE NOT ran_out AND member_id = ANY (?)"
                + " AND expires_at <= ?")) {
      update.setArray(1, uuids(connection, due));
      update.setObject(2, Timestamps.of(book.now()));
      update.executeUpdate();
    }
  }

  private static void writeAccounts(Connection connection, Collection<Account> accounts)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE points.account SET available = ?, held = ? WHERE member_id = ?")) {
      for (Account account : accounts) {
        if (account.changed()) {
          update.setLong(1, account.available());
          update.setLong(2, account.held());
          update.setObject(3, account.member());
          update.addBatch();
        }
      }
      update.executeBatch();
    }
  }

  private static void insertNew(
      Connection connection, String sql, Collection<UUID> first, Collection<UUID> second)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setArray(1, uuids(connection, first));
      insert.setArray(2, uuids(connection, second));
      insert.executeUpdate();
    }
  }

  private static Array uuids(Connection connection, Collection<UUID> ids) throws SQLException {
    return connection.createArrayOf("uuid", ids.toArray());
  }
}
