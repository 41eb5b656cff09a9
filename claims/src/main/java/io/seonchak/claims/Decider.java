package io.seonchak.claims;

import io.seonchak.claims.Outcome.No;
import io.seonchak.claims.ledger.Block;
import io.seonchak.claims.ledger.Entry;
import io.seonchak.claims.ledger.LedgerSigner;
import io.seonchak.claims.ledger.Micros;
import io.seonchak.claims.ledger.Pseudonyms;
import io.seonchak.claims.ledger.Sha256;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides a batch in the caller's transaction: locks the pools in id order, reads what the commands
 * need, lets the {@link PoolBook}s decide, and writes the result. Nothing it remembers between
 * batches is authoritative. May be used by many threads at once, each with its own connection.
 */
final class Decider {

  /** People of the waiting list who can get a unit in one commit. */
  static final int LINE_MAX = 1_000;

  /** Pools whose pseudonym keys are kept in memory. */
  private static final int POOLS_KEPT = 10_000;

  /** What a batch wrote for one pool. */
  record Written(PoolView view, Block block, long breakBlockNo) {}

  /** The answers, in the order of the commands, and what must be told once they are committed. */
  record Batch(List<Outcome> outcomes, List<Written> written) {}

  private final PoolTables tables;
  private final Supplier<LedgerSigner> signer;
  private final Witness witness;
  private final Consequences consequences;
  private final TimeSource time;
  private final SecureRandom random = new SecureRandom();
  private final Map<PoolId, Pseudonyms> pseudonyms =
      java.util.Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<PoolId, Pseudonyms> eldest) {
              return size() > POOLS_KEPT;
            }
          });

  Decider(
      PoolTables tables,
      Supplier<LedgerSigner> signer,
      Witness witness,
      Consequences consequences,
      TimeSource time) {
    this.tables = tables;
    this.signer = signer;
    this.witness = witness;
    this.consequences = consequences;
    this.time = time;
  }

  Batch decide(Connection connection, List<Command> commands) throws SQLException {
    var round = new Round(connection, commands);
    round.lock();
    round.read();
    List<Supplier<Outcome>> answers = new ArrayList<>(commands.size());
    for (Command command : commands) {
      answers.add(round.apply(command));
    }
    return round.write(answers);
  }

  /** Makes a pool in the caller's transaction; its first block holds its capacity. */
  Written create(Connection connection, PoolId pool, PoolTerms terms) throws SQLException {
    byte[] secret = new byte[Pseudonyms.SECRET_BYTES];
    random.nextBytes(secret);
    byte[] noHead = new byte[Sha256.LENGTH];
    tables.insertPool(connection, pool, terms, noHead, secret);
    PoolTables.Locked locked = tables.lock(connection, List.of(pool)).getFirst();
    PoolBook book = new PoolBook(locked.view(), noHead, person -> noHead, moment(locked));
    book.begin();
    Block block = seal(book);
    tables.insertBlock(connection, block, block.entryBytes());
    PoolView view = book.view();
    tables.updatePool(connection, view, 0, block.hash(), book.nowMicros());
    return new Written(view, block, 0);
  }

  /** The pseudonyms of a pool; null when there is no such pool or its secret was erased. */
  @Nullable Pseudonyms pseudonyms(Connection connection, PoolId pool) throws SQLException {
    Pseudonyms known = pseudonyms.get(pool);
    if (known != null) {
      return known;
    }
    byte[] secret = tables.secret(connection, pool);
    if (secret == null) {
      return null;
    }
    Pseudonyms made = new Pseudonyms(secret);
    pseudonyms.put(pool, made);
    return made;
  }

  /** Never before the last entry, whatever the clock says. */
  private long moment(PoolTables.Locked pool) {
    return Math.max(time.micros(pool.nowMicros()), pool.lastAt());
  }

  private Block seal(PoolBook book) {
    List<byte[]> bytes = new ArrayList<>(book.entries().size());
    for (Entry entry : book.entries()) {
      bytes.add(entry.bytes());
    }
    return signer.get().seal(book.openHeader(), bytes);
  }

  /** One batch on its way. */
  private final class Round {

    private final Connection connection;
    private final List<Command> commands;
    private final SortedMap<PoolId, PoolBook> books = new TreeMap<>();
    private final Map<PoolId, Long> breaks = new HashMap<>();
    private final Map<PoolId, No> closed = new HashMap<>();
    private final Map<PoolId, List<ClaimId>> due = new HashMap<>();
    private final Map<PoolId, Map<Person, Integer>> positions = new HashMap<>();
    private final Map<PoolId, Map<Long, Block>> blocks = new HashMap<>();

    Round(Connection connection, List<Command> commands) {
      this.connection = connection;
      this.commands = commands;
    }

    void lock() throws SQLException {
      SortedSet<PoolId> pools = new TreeSet<>();
      for (Command command : commands) {
        pools.addAll(command.pools());
      }
      for (PoolTables.Locked locked : tables.lock(connection, pools)) {
        PoolId pool = locked.view().pool();
        Pseudonyms people = pseudonyms(connection, pool);
        String why =
            locked.notDurable() != null
                ? locked.notDurable()
                : witness.objection(connection, locked);
        if (why == null && people == null) {
          why = "the secret of the pool's people was erased";
        }
        if (why != null) {
          closed.put(pool, new Outcome.Unsafe(why));
        }
        books.put(
            pool,
            new PoolBook(
                locked.view(),
                locked.head(),
                person -> people == null ? new byte[Sha256.LENGTH] : people.of(person.value()),
                moment(locked)));
        breaks.put(pool, locked.breakBlockNo());
      }
    }

    void read() throws SQLException {
      readPeople();
      readClaims();
      readDue();
      readLines();
    }

    /** What people have, who claim or want to wait. */
    private void readPeople() throws SQLException {
      var wanted = new People();
      var waiters = new People();
      for (Command command : commands) {
        switch (command) {
          case Command.Claim claim -> wanted.add(claim.pool(), claim.person(), claim.key());
          case Command.ClaimAll all ->
              all.lines().keySet().forEach(pool -> wanted.add(pool, all.person(), all.key()));
          case Command.JoinWaitingList join -> {
            wanted.add(join.pool(), join.person(), join.key());
            waiters.add(join.pool(), join.person(), join.key());
          }
          case Command.LeaveWaitingList leave ->
              waiters.add(leave.pool(), leave.person(), new RequestKey(Entry.NO_CLAIM, 0));
          case Command.Confirm c -> {}
          case Command.Extend c -> {}
          case Command.Release c -> {}
          case Command.ExpireDue c -> {}
          case Command.ChangeCapacity c -> {}
          case Command.RecordBreak c -> {}
        }
      }
      wanted.read();
      for (PoolId pool : waiters.people.keySet()) {
        for (var waiter : tables.waiters(connection, pool, waiters.in(pool))) {
          book(pool).knowsWaiter(waiter.row());
          positions
              .computeIfAbsent(pool, p -> new HashMap<>())
              .put(waiter.row().person, waiter.position());
        }
      }
    }

    /** The claims that commands name. */
    private void readClaims() throws SQLException {
      List<UUID> pools = new ArrayList<>();
      List<UUID> claims = new ArrayList<>();
      for (Command command : commands) {
        ClaimId named =
            switch (command) {
              case Command.Confirm confirm -> confirm.claim();
              case Command.Extend extend -> extend.claim();
              case Command.Release release -> release.claim();
              case Command.Claim c -> null;
              case Command.ClaimAll c -> null;
              case Command.ExpireDue c -> null;
              case Command.JoinWaitingList c -> null;
              case Command.LeaveWaitingList c -> null;
              case Command.ChangeCapacity c -> null;
              case Command.RecordBreak c -> null;
            };
        if (named != null) {
          pools.add(command.pools().first().value());
          claims.add(named.value());
        }
      }
      if (!claims.isEmpty()) {
        tables.claimsById(connection, pools, claims).forEach(this::knows);
      }
    }

    private void readDue() throws SQLException {
      for (Command command : commands) {
        if (command instanceof Command.ExpireDue expire && books.containsKey(expire.pool())) {
          long now = book(expire.pool()).nowMicros();
          List<ClaimRow> rows = tables.due(connection, expire.pool(), now, expire.claimsMax());
          rows.forEach(this::knows);
          due.put(expire.pool(), rows.stream().map(row -> row.id).toList());
        }
      }
    }

    /** The heads of the lines that may be served, and what those people have. */
    private void readLines() throws SQLException {
      SortedSet<PoolId> freed = new TreeSet<>();
      for (Command command : commands) {
        boolean frees =
            command instanceof Command.Release
                || command instanceof Command.ExpireDue
                || command instanceof Command.ChangeCapacity;
        if (frees) {
          freed.addAll(command.pools());
        }
      }
      for (PoolId pool : freed) {
        PoolBook book = books.get(pool);
        if (book == null || book.view().waiting() == 0) {
          continue;
        }
        List<WaitRow> line = tables.line(connection, pool, LINE_MAX);
        var people = new People();
        line.forEach(row -> people.add(pool, row.person, row.key));
        people.read();
        book.knowsLine(line);
      }
    }

    Supplier<Outcome> apply(Command command) {
      Outcome barred = barred(command);
      if (barred != null) {
        return () -> barred;
      }
      return switch (command) {
        case Command.Claim claim -> claim(claim);
        case Command.ClaimAll all -> claimAll(all);
        case Command.Confirm confirm -> done(book(confirm.pool()).confirm(confirm.claim()));
        case Command.Extend extend ->
            done(book(extend.pool()).extend(extend.claim(), Micros.of(extend.until())));
        case Command.Release release ->
            done(book(release.pool()).release(release.claim(), release.reason()));
        case Command.ExpireDue expire -> done(expire(expire));
        case Command.JoinWaitingList join -> done(join(join));
        case Command.LeaveWaitingList leave -> done(book(leave.pool()).leave(leave.person()));
        case Command.ChangeCapacity change ->
            done(book(change.pool()).changeCapacity(change.capacity()));
        case Command.RecordBreak broken -> {
          closed.remove(broken.pool());
          yield done(book(broken.pool()).recordBreak(broken.note()));
        }
      };
    }

    private @Nullable Outcome barred(Command command) {
      SortedMap<PoolId, No> reasons = new TreeMap<>();
      for (PoolId pool : command.pools()) {
        if (!books.containsKey(pool)) {
          reasons.put(pool, new Outcome.NoSuchPool());
        } else if (closed.containsKey(pool) && !(command instanceof Command.RecordBreak)) {
          reasons.put(pool, closed.get(pool));
        }
      }
      if (reasons.isEmpty()) {
        return null;
      }
      return command instanceof Command.ClaimAll
          ? new Outcome.Refused(reasons)
          : reasons.get(reasons.firstKey());
    }

    private Supplier<Outcome> claim(Command.Claim claim) {
      PoolBook book = book(claim.pool());
      ClaimRow before = book.replayOf(claim.person(), claim.key());
      if (before != null) {
        return before.key.body() == claim.key().body()
            ? () -> new Outcome.Replayed(granted(before))
            : done(new Outcome.KeyReused());
      }
      No refusal = book.refusal(claim.person(), claim.quantity());
      if (refusal != null) {
        return done(refusal);
      }
      ClaimRow row = book.grant(claim.claim(), claim.person(), claim.quantity(), claim.key());
      return () -> new Outcome.Granted(granted(row));
    }

    private Supplier<Outcome> claimAll(Command.ClaimAll all) {
      SortedMap<PoolId, ClaimRow> before = new TreeMap<>();
      SortedMap<PoolId, No> reasons = new TreeMap<>();
      for (Map.Entry<PoolId, Integer> line : all.lines().entrySet()) {
        PoolBook book = book(line.getKey());
        ClaimRow earlier = book.replayOf(all.person(), all.key());
        No refusal = book.refusal(all.person(), line.getValue());
        if (earlier != null) {
          before.put(line.getKey(), earlier);
        } else if (refusal != null) {
          reasons.put(line.getKey(), refusal);
        }
      }
      if (!before.isEmpty()) {
        return replayAll(all, before);
      }
      if (!reasons.isEmpty()) {
        return done(new Outcome.Refused(reasons));
      }
      SortedMap<PoolId, ClaimRow> rows = new TreeMap<>();
      all.lines()
          .forEach(
              (pool, quantity) ->
                  rows.put(pool, book(pool).grant(all.claim(), all.person(), quantity, all.key())));
      return () -> new Outcome.GrantedAll(grants(rows));
    }

    /** The same key with other pools or another body is another request. */
    private Supplier<Outcome> replayAll(Command.ClaimAll all, SortedMap<PoolId, ClaimRow> before) {
      boolean same =
          before.keySet().equals(all.lines().keySet())
              && before.values().stream().allMatch(row -> row.key.body() == all.key().body());
      return same ? () -> new Outcome.ReplayedAll(grants(before)) : done(new Outcome.KeyReused());
    }

    private Outcome expire(Command.ExpireDue expire) {
      List<ClaimId> claims = due.getOrDefault(expire.pool(), List.of());
      int released = book(expire.pool()).expire(claims);
      return new Outcome.ExpiredSome(released, claims.size() == expire.claimsMax());
    }

    private Outcome join(Command.JoinWaitingList join) {
      int position = positions.getOrDefault(join.pool(), Map.of()).getOrDefault(join.person(), 0);
      return book(join.pool()).join(join.claim(), join.person(), join.key(), position);
    }

    Batch write(List<Supplier<Outcome>> answers) throws SQLException {
      List<Written> written = new ArrayList<>();
      List<ClaimRow> inserted = new ArrayList<>();
      List<ClaimRow> changed = new ArrayList<>();
      List<WaitRow> joined = new ArrayList<>();
      List<WaitRow> moved = new ArrayList<>();
      List<Effect> effects = new ArrayList<>();
      for (PoolBook book : books.values()) {
        if (book.wrote()) {
          written.add(writePool(book));
          inserted.addAll(book.inserted());
          changed.addAll(book.changed());
          joined.addAll(book.joined());
          moved.addAll(book.moved());
          effects.addAll(book.effects());
        }
      }
      if (!inserted.isEmpty()) {
        tables.insertClaims(connection, inserted);
      }
      if (!changed.isEmpty()) {
        tables.updateClaims(connection, changed);
      }
      if (!joined.isEmpty()) {
        tables.insertWaiting(connection, joined);
      }
      if (!moved.isEmpty()) {
        tables.updateWaiting(connection, moved);
      }
      if (!effects.isEmpty()) {
        consequences.write(connection, effects);
      }
      return new Batch(answers(answers), written);
    }

    private Written writePool(PoolBook book) throws SQLException {
      Block block = seal(book);
      blocks.computeIfAbsent(book.id, p -> new HashMap<>()).put(block.header().blockNo(), block);
      tables.insertBlock(connection, block, block.entryBytes());
      long breakBlockNo =
          book.broke() ? block.header().blockNo() : breaks.getOrDefault(book.id, 0L);
      PoolView view = book.view();
      tables.updatePool(connection, view, breakBlockNo, block.hash(), book.nowMicros());
      return new Written(view, block, breakBlockNo);
    }

    private List<Outcome> answers(List<Supplier<Outcome>> answers) throws SQLException {
      try {
        List<Outcome> outcomes = new ArrayList<>(answers.size());
        for (Supplier<Outcome> answer : answers) {
          outcomes.add(answer.get());
        }
        return outcomes;
      } catch (BlockUnreadable e) {
        throw e.cause;
      }
    }

    private SortedMap<PoolId, Grant> grants(SortedMap<PoolId, ClaimRow> rows) {
      SortedMap<PoolId, Grant> grants = new TreeMap<>();
      rows.forEach((pool, row) -> grants.put(pool, granted(row)));
      return grants;
    }

    private Grant granted(ClaimRow row) {
      return new Grant(
          row.pool,
          row.id,
          row.person,
          row.grantNo,
          row.quantity,
          row.state,
          Micros.toInstant(row.grantedAt),
          row.deadline == 0 ? null : Micros.toInstant(row.deadline),
          blockOf(row),
          row.leaf);
    }

    private Block blockOf(ClaimRow row) {
      Map<Long, Block> known = blocks.computeIfAbsent(row.pool, p -> new HashMap<>());
      Block block = known.get(row.blockNo);
      if (block != null) {
        return block;
      }
      try {
        Block read = tables.block(connection, row.pool, row.blockNo);
        if (read == null) {
          throw new IllegalStateException(
              "pool %s: block %d is missing, but claim %s stands in it"
                  .formatted(row.pool, row.blockNo, row.id));
        }
        known.put(row.blockNo, read);
        return read;
      } catch (SQLException e) {
        throw new BlockUnreadable(e);
      }
    }

    private void knows(ClaimRow row) {
      book(row.pool).knows(row);
    }

    private PoolBook book(PoolId pool) {
      PoolBook book = books.get(pool);
      if (book == null) {
        throw new IllegalStateException("pool " + pool + " was not locked");
      }
      return book;
    }

    /** People of whom the batch must know what they have. */
    private final class People {
      private final Map<PoolId, List<UUID>> people = new HashMap<>();
      private final Map<PoolId, List<UUID>> keys = new HashMap<>();

      void add(PoolId pool, Person person, RequestKey key) {
        if (books.containsKey(pool)) {
          people.computeIfAbsent(pool, p -> new ArrayList<>()).add(person.value());
          keys.computeIfAbsent(pool, p -> new ArrayList<>()).add(key.key());
        }
      }

      List<UUID> in(PoolId pool) {
        return people.getOrDefault(pool, List.of());
      }

      void read() throws SQLException {
        for (PoolId pool : people.keySet()) {
          boolean limited = book(pool).terms.perPerson() > 0;
          tables
              .claimsOf(connection, pool, in(pool), keys.getOrDefault(pool, List.of()), limited)
              .forEach(Round.this::knows);
        }
      }
    }
  }

  private static Supplier<Outcome> done(Outcome outcome) {
    return () -> outcome;
  }

  /** Carries a fault of the database through a supplier. */
  private static final class BlockUnreadable extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient SQLException cause;

    BlockUnreadable(SQLException cause) {
      super(cause);
      this.cause = cause;
    }
  }
}
